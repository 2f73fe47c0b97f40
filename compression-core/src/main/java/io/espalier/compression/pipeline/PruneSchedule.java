package io.espalier.compression.pipeline;

import io.espalier.compression.train.Recipe;
import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;

/** In how many goes a network is pruned, and what happens between them. */
@Meaning("in how many goes a network is pruned, and what happens between them")
public sealed interface PruneSchedule {
  /** The epochs it trains for. */
  default int epochs() {
    return 0;
  }

  /** All at once. */
  @Named("one-shot")
  @Meaning("all at once")
  record OneShot() implements PruneSchedule {}

  /** In rounds, with training between them (Han et al. 2015, arXiv:1506.02626). */
  @Named("iterative")
  @Meaning("in rounds, with training between them; none after the last")
  record Iterative(
      @Meaning("how often is pruned") int rounds,
      @Meaning("each round takes the same fraction of what is left, or of all weights")
          @Default("geometric")
          Spacing spacing,
      @Meaning("how is trained between rounds") @Default("{}") Recipe training,
      @Meaning("from which weights: those left by the last round, or the initial ones")
          @Default("kept")
          From from)
      implements PruneSchedule {
    /** What rounds have in common. */
    public enum Spacing {
      /** The same fraction of what is left. */
      GEOMETRIC,
      /** The same fraction of all weights. */
      LINEAR
    }

    /** Where training between rounds starts. */
    public enum From {
      /** The weights as the last round left them. */
      KEPT,
      /** The weights the network was first trained from (Frankle and Carbin 2019). */
      INITIAL
    }

    /** Checks the rounds. */
    public Iterative {
      if (rounds < 1 || rounds > 1000) {
        throw new IllegalArgumentException("rounds must be in [1, 1000], got " + rounds);
      }
    }

    @Override
    public int epochs() {
      return (rounds - 1) * training.epochs();
    }

    /** The sparsity after a round, from 1, on the way from one to another. */
    double sparsity(double start, double end, int round) {
      double share = (double) round / rounds;
      if (round == rounds) {
        return end;
      }
      return spacing == Spacing.LINEAR
          ? start + (end - start) * share
          : 1 - (1 - start) * StrictMath.pow((1 - end) / (1 - start), share);
    }
  }

  /**
   * While it trains: s(t) = e + (s − e)(1 − t/n)³ (Zhu and Gupta 2017, arXiv:1710.01878). The last
   * epoch's network is kept.
   */
  @Named("gradual")
  @Meaning("while it trains, on a cubic curve that ends flat; the last epoch is kept")
  record Gradual(
      @Meaning("how is trained meanwhile") @Default("{}") Recipe training,
      @Meaning("steps between two prunings") @Default("100") int every,
      @Meaning("the fraction of all steps after which the sparsity is reached") @Default("0.75")
          double until)
      implements PruneSchedule {
    /** Checks the ranges. */
    public Gradual {
      if (every < 1) {
        throw new IllegalArgumentException("every must be at least 1, got " + every);
      }
      if (!(until > 0 && until <= 1)) {
        throw new IllegalArgumentException("until must be in (0, 1], got " + until);
      }
    }

    @Override
    public int epochs() {
      return training.epochs();
    }

    /** The sparsity at a fraction of the ramp, in [0, 1]. */
    static double sparsity(double start, double end, double share) {
      double left = 1 - share;
      return share >= 1 ? end : end + (start - end) * left * left * left;
    }
  }
}
