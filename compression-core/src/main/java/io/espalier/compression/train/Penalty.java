package io.espalier.compression.train;

import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Role;

/**
 * What is added to the loss to keep weights small. Taken layer by layer over the weights of
 * convolutions and dense layers, or over the scales of batch norms; nothing else is.
 */
@Meaning("what is added to the loss to keep weights, or scales, small, layer by layer")
public sealed interface Penalty {
  /** The penalty of one array, a layer's weights or scales. */
  double value(float[] weights);

  /** Adds the penalty's gradient to {@code gradient}, in place; at 0 an |w| has slope 0. */
  void addGradient(float[] weights, float[] gradient);

  /** The role of the arrays it is taken over. */
  default Role role() {
    return Role.WEIGHT;
  }

  /**
   * Checks that a network has such arrays.
   *
   * @throws IllegalArgumentException if it has none
   */
  default void checkOn(Graph graph) {
    if (graph.slots().stream().noneMatch(slot -> slot.role() == role())) {
      throw new IllegalArgumentException(
          "the penalty is over scales, but the network has no batch norm or scale layer;"
              + " { type = add-scales } before it adds some");
    }
  }

  /** Nothing is added. */
  @Named("none")
  @Meaning("nothing is added")
  record None() implements Penalty {
    @Override
    public double value(float[] weights) {
      return 0;
    }

    @Override
    public void addGradient(float[] weights, float[] gradient) {}
  }

  /** λ Σ|w|. */
  @Named("l1")
  @Meaning("λ Σ|w|")
  record L1(@Meaning("λ") double lambda) implements Penalty {
    /** Checks λ. */
    public L1 {
      check(lambda);
    }

    @Override
    public double value(float[] weights) {
      double sum = 0;
      for (float weight : weights) {
        sum += Math.abs(weight);
      }
      return lambda * sum;
    }

    @Override
    public void addGradient(float[] weights, float[] gradient) {
      float slope = (float) lambda;
      for (int i = 0; i < weights.length; i++) {
        gradient[i] = Math.fma(slope, Math.signum(weights[i]), gradient[i]);
      }
    }
  }

  /** λ Σ|γ| over the scales of batch norms and scale layers (Liu et al. 2017, arXiv:1708.06519). */
  @Named("batch-norm-scale")
  @Meaning("λ Σ|γ| over the scales of batch norms and scale layers, in place of weights")
  record BatchNormScale(@Meaning("λ") double lambda) implements Penalty {
    /** Checks λ. */
    public BatchNormScale {
      check(lambda);
    }

    @Override
    public Role role() {
      return Role.GAMMA;
    }

    @Override
    public double value(float[] scales) {
      return new L1(lambda).value(scales);
    }

    @Override
    public void addGradient(float[] scales, float[] gradient) {
      new L1(lambda).addGradient(scales, gradient);
    }
  }

  /** (λ/2) Σw². */
  @Named("l2")
  @Meaning("(λ/2) Σw²")
  record L2(@Meaning("λ") double lambda) implements Penalty {
    /** Checks λ. */
    public L2 {
      check(lambda);
    }

    @Override
    public double value(float[] weights) {
      return lambda / 2 * squares(weights);
    }

    @Override
    public void addGradient(float[] weights, float[] gradient) {
      scaled(weights, (float) lambda, gradient);
    }
  }

  /** λ ‖w‖₂, without the square. */
  @Named("l2-norm")
  @Meaning("λ √(Σw²), the norm without the square")
  record L2Norm(@Meaning("λ") double lambda) implements Penalty {
    /** Checks λ. */
    public L2Norm {
      check(lambda);
    }

    @Override
    public double value(float[] weights) {
      return lambda * Math.sqrt(squares(weights));
    }

    @Override
    public void addGradient(float[] weights, float[] gradient) {
      double norm = Math.sqrt(squares(weights));
      if (norm > 0) {
        scaled(weights, (float) (lambda / norm), gradient);
      }
    }
  }

  private static void check(double lambda) {
    if (!(lambda >= 0 && lambda <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException("lambda must be at least 0, got " + lambda);
    }
  }

  private static double squares(float[] weights) {
    double sum = 0;
    for (float weight : weights) {
      sum += (double) weight * weight;
    }
    return sum;
  }

  private static void scaled(float[] weights, float factor, float[] gradient) {
    for (int i = 0; i < weights.length; i++) {
      gradient[i] = Math.fma(factor, weights[i], gradient[i]);
    }
  }
}
