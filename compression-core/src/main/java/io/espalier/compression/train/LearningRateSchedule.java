package io.espalier.compression.train;

import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;
import java.util.List;

/** How the learning rate changes while training goes on. */
@Meaning("how the learning rate changes while training goes on")
public sealed interface LearningRateSchedule {
  /**
   * The factor on the optimiser's learning rate.
   *
   * @param progress the fraction of all steps taken, in [0, 1)
   * @param epoch the epoch, from 0
   */
  double factor(double progress, int epoch);

  /** The rate stays. */
  @Named("constant")
  @Meaning("the rate stays")
  record Constant() implements LearningRateSchedule {
    @Override
    public double factor(double progress, int epoch) {
      return 1;
    }
  }

  /** Half a cosine from the rate to zero (Loshchilov and Hutter 2017, arXiv:1608.03983). */
  @Named("cosine")
  @Meaning("half a cosine from the rate down to zero, changed at every step")
  record Cosine() implements LearningRateSchedule {
    @Override
    public double factor(double progress, int epoch) {
      return 0.5 * (1 + StrictMath.cos(StrictMath.PI * progress));
    }
  }

  /** Multiplied by a factor at the start of given epochs. */
  @Named("step")
  @Meaning("multiplied by a factor at the start of given epochs")
  record Step(
      @Meaning("epochs, from 0, at whose start the rate drops") List<Integer> at,
      @Meaning("what the rate is multiplied by") @Default("0.1") double by)
      implements LearningRateSchedule {
    /** Checks the factor. */
    public Step {
      at = List.copyOf(at);
      if (!(by > 0 && by <= 1)) {
        throw new IllegalArgumentException("by must be in (0, 1], got " + by);
      }
    }

    @Override
    public double factor(double progress, int epoch) {
      double factor = 1;
      for (int drop : at) {
        factor *= epoch >= drop ? by : 1;
      }
      return factor;
    }
  }
}
