package io.espalier.compression.trial;

import io.espalier.compression.data.DatasetSource;
import io.espalier.compression.model.ModelSource;
import io.espalier.compression.train.Training;
import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import java.util.Optional;

/** A network that trials start from: the prefix that all of them share. */
@Meaning("a network that trials start from")
public record BaselineSpec(
    @Meaning("where the network comes from") ModelSource model,
    @Meaning("where the images come from") DatasetSource dataset,
    @Meaning("how it is trained; left out for one that is trained already") @Default("auto")
        Optional<Training> training) {
  /** Checks that there is training exactly where the network needs it. */
  public BaselineSpec {
    check(model, training);
  }

  static void check(ModelSource model, Optional<Training> training) {
    if (model.isTrained() && training.isPresent()) {
      throw new IllegalArgumentException("training must be left out: the model is trained already");
    }
    if (!model.isTrained() && training.isEmpty()) {
      throw new IllegalArgumentException(
          "training is missing: the model starts from random weights (training {} takes defaults)");
    }
  }
}
