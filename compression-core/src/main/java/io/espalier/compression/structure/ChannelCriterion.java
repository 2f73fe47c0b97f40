package io.espalier.compression.structure;

import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;
import io.espalier.kernels.net.Graph;
import java.util.Arrays;
import java.util.SplittableRandom;

/** How much an output channel matters to its network: the lowest scores go first. */
@Meaning("how much an output channel matters; the lowest scores go first")
public sealed interface ChannelCriterion {
  /** A score for each output channel of a layer. */
  double[] score(ScoredLayer layer);

  /** Whether it looks at what layers give over calibration images. */
  default boolean looksAtActivations() {
    return false;
  }

  /**
   * Checks that a layer has what it looks at.
   *
   * @throws IllegalArgumentException if not, naming the layer
   */
  default void check(Graph graph, String layer) {}

  /** ‖w[:, i]‖_p (Li et al. 2017, arXiv:1608.08710). */
  @Named("weight-norm")
  @Meaning("the p-norm of the channel's filter")
  record WeightNorm(@Meaning("p, 1 or 2") @Default("1") int p) implements ChannelCriterion {
    /** Checks p. */
    public WeightNorm {
      checkNorm(p);
    }

    @Override
    public double[] score(ScoredLayer layer) {
      return layer.weightNorms(p);
    }
  }

  /** The mean over images of ‖a[i, :, :]‖_p. */
  @Named("activation-norm")
  @Meaning("the p-norm of what the channel gives, behind batch norm and activation, mean of images")
  record ActivationNorm(@Meaning("p, 1 or 2") @Default("1") int p) implements ChannelCriterion {
    /** Checks p. */
    public ActivationNorm {
      checkNorm(p);
    }

    @Override
    public double[] score(ScoredLayer layer) {
      return layer.activations().norms(p);
    }

    @Override
    public boolean looksAtActivations() {
      return true;
    }
  }

  /** The mean of what a channel gives. */
  @Named("mean-activation")
  @Meaning("the mean of what the channel gives, behind batch norm and activation")
  record MeanActivation() implements ChannelCriterion {
    @Override
    public double[] score(ScoredLayer layer) {
      return layer.activations().means();
    }

    @Override
    public boolean looksAtActivations() {
      return true;
    }
  }

  /** One minus the average percentage of zeros (Hu et al. 2016, arXiv:1607.03250). */
  @Named("apoz")
  @Meaning("how often the channel gives something above zero: one minus its percentage of zeros")
  record AveragePercentageOfZeros() implements ChannelCriterion {
    @Override
    public double[] score(ScoredLayer layer) {
      return layer.activations().aboveZero();
    }

    @Override
    public boolean looksAtActivations() {
      return true;
    }
  }

  /** α s_w + β s_a, of the p-norms of filters and of what they give. */
  @Named("combined")
  @Meaning("α · weight norm + β · activation norm")
  record Combined(
      @Meaning("α") double alpha,
      @Meaning("β") double beta,
      @Meaning("p of both norms, 1 or 2") @Default("1") int p,
      @Meaning("whether each term is divided by its mean over the layer") @Default("layer-mean")
          Normalise normalise)
      implements ChannelCriterion {
    /** What the terms are divided by. */
    public enum Normalise {
      /** Their mean over the channels of the layer. */
      LAYER_MEAN,
      /** Nothing. */
      NONE
    }

    /** Checks α, β and p. */
    public Combined {
      checkNorm(p);
      checkFactor("alpha", alpha);
      checkFactor("beta", beta);
    }

    private static void checkFactor(String name, double value) {
      if (!(value >= 0 && value <= Float.MAX_VALUE)) {
        throw new IllegalArgumentException(name + " must be at least 0, got " + value);
      }
    }

    @Override
    public double[] score(ScoredLayer layer) {
      double[] scores = new double[layer.channels()];
      add(scores, alpha, layer.weightNorms(p));
      add(scores, beta, layer.activations().norms(p));
      return scores;
    }

    private void add(double[] scores, double factor, double[] term) {
      double mean = normalise == Normalise.NONE ? 1 : Arrays.stream(term).average().orElseThrow();
      for (int i = 0; i < scores.length; i++) {
        scores[i] += mean == 0 ? 0 : factor * term[i] / mean;
      }
    }

    @Override
    public boolean looksAtActivations() {
      return true;
    }
  }

  /** |γ| (Liu et al. 2017, arXiv:1708.06519). */
  @Named("batch-norm-scale")
  @Meaning(
      "the magnitude of the scale of the batch norm, or of the scale layer, behind the channel")
  record BatchNormScale() implements ChannelCriterion {
    @Override
    public void check(Graph graph, String layer) {
      ScoredLayer.scaled(graph, layer);
    }

    @Override
    public double[] score(ScoredLayer layer) {
      return layer.scales();
    }
  }

  /** A uniform random number, the control every other criterion has to beat. */
  @Named("random")
  @Meaning("a uniform random number, the control every other criterion has to beat")
  record Random() implements ChannelCriterion {
    @Override
    public double[] score(ScoredLayer layer) {
      return new SplittableRandom(layer.seed()).doubles(layer.channels()).toArray();
    }
  }

  /** −‖w[:, i]‖_p: the control that no other criterion may lose to. */
  @Named("largest")
  @Meaning("the largest p-norm of the filter goes first: the control that does worst")
  record Largest(@Meaning("p, 1 or 2") @Default("1") int p) implements ChannelCriterion {
    /** Checks p. */
    public Largest {
      checkNorm(p);
    }

    @Override
    public double[] score(ScoredLayer layer) {
      return Arrays.stream(layer.weightNorms(p)).map(norm -> -norm).toArray();
    }
  }

  private static void checkNorm(int p) {
    if (p != 1 && p != 2) {
      throw new IllegalArgumentException("p must be 1 or 2, got " + p);
    }
  }
}
