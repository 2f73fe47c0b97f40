package io.espalier.kernels.net;

import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;

/**
 * Adam (Kingma and Ba 2015, arXiv:1412.6980): m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², w ← w
 * − η m̂ / (√v̂ + ε) with m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ).
 */
@Named("adam")
@Meaning("adaptive moments")
public record Adam(
    @Meaning("step size η") double learningRate,
    @Meaning("decay of the mean gradient") @Default("0.9") double beta1,
    @Meaning("decay of the mean squared gradient") @Default("0.999") double beta2,
    @Meaning("ε, added to the root") @Default("1e-8") double epsilon,
    @Meaning("λ: λ w is added to the gradient of each weight") @Default("0") double weightDecay)
    implements Optimizer {
  /** Checks the ranges. */
  public Adam {
    Checks.learningRate(learningRate);
    Checks.fraction("beta1", beta1);
    Checks.fraction("beta2", beta2);
    Checks.weightDecay(weightDecay);
    if (!(epsilon > 0)) {
      throw new IllegalArgumentException("epsilon must be above 0, got " + epsilon);
    }
  }

  /** The paper's constants. */
  public static Adam of(double learningRate) {
    return new Adam(learningRate, 0.9, 0.999, 1e-8, 0);
  }
}
