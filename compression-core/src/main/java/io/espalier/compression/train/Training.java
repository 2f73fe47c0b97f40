package io.espalier.compression.train;

import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.net.Optimizer;

/** How a network is trained from scratch. Its seed is its own, not that of a trial. */
@Meaning("how the network that trials start from is trained")
public record Training(
    @Meaning("passes over the training images") @Default("8") int epochs,
    @Meaning("images a step") @Default("64") int batchSize,
    @Meaning("how gradients change the weights")
        @Default("{ type = sgd, learning-rate = 0.02, momentum = 0.9 }")
        Optimizer optimizer,
    @Meaning("how the learning rate changes") @Default("{ type = cosine }")
        LearningRateSchedule schedule,
    @Meaning("which epoch's network is kept: best on validation, or last") @Default("best")
        Keep keep,
    @Meaning("what initial weights and the order of images are drawn from") @Default("1")
        long seed) {
  /** Which epoch's network is kept. */
  public enum Keep {
    /** The one with the highest validation top-1, of equals the one with the lower loss. */
    BEST,
    /** The last one. */
    LAST
  }

  /** Checks the counts. */
  public Training {
    if (epochs < 1) {
      throw new IllegalArgumentException("epochs must be at least 1, got " + epochs);
    }
    if (batchSize < 1 || batchSize > 65_536) {
      throw new IllegalArgumentException("batch-size must be in [1, 65536], got " + batchSize);
    }
  }
}
