package io.espalier.compression.trial;

import io.espalier.compression.data.PixelScale;
import io.espalier.compression.data.Splits;
import io.espalier.compression.model.ModelSource;
import io.espalier.compression.model.Normalization;

/** What pixels become before a network sees them: normalisation belongs to the model. */
public final class Scales {
  private Scales() {}

  /** That of a model for the images of a data set. */
  public static PixelScale of(ModelSource model, Splits splits) {
    int channels = splits.train().shape().channels();
    Normalization normalize = model.normalize();
    return normalize.equals(Normalization.NONE)
        ? PixelScale.unit(channels)
        : PixelScale.normalized(normalize.means(channels), normalize.deviations(channels));
  }
}
