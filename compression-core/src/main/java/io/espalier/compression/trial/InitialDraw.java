package io.espalier.compression.trial;

import io.espalier.compression.data.Splits;
import io.espalier.compression.model.ModelSource;
import io.espalier.compression.pipeline.StepContext;
import io.espalier.compression.train.Training;
import io.espalier.kernels.net.Parameters;

/** Initial weights, drawn again whenever asked for: a function of the model and a seed. */
record InitialDraw(BaselineSpec spec, Splits splits) implements StepContext.InitialWeights {
  @Override
  public Parameters original() {
    return drawn(spec.training().map(Training::seed).orElse(0L));
  }

  @Override
  public Parameters after(int iterations) {
    return BaselineTraining.before(iterations, spec, original(), splits);
  }

  @Override
  public Parameters drawn(long seed) {
    ModelSource model = spec.model();
    if (model.isTrained()) {
      throw new IllegalArgumentException(
          "there are no initial weights to rewind to: the model comes trained");
    }
    Parameters drawn = model.start(splits.train().shape(), splits.classes(), seed);
    return spec.training().map(training -> training.started(drawn)).orElse(drawn);
  }
}
