package io.espalier.kernels.net;

import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;

/**
 * Stochastic gradient descent: v ← μ v + g, w ← w − η v (Polyak 1964), or with Nesterov's
 * look-ahead w ← w − η (g + μ v) (Sutskever et al. 2013).
 */
@Named("sgd")
@Meaning("stochastic gradient descent with momentum")
public record Sgd(
    @Meaning("step size η") double learningRate,
    @Meaning("μ in v ← μ v + g, w ← w − η v") @Default("0.9") double momentum,
    @Meaning("step along g + μ v instead of v") @Default("false") boolean nesterov,
    @Meaning("λ: λ w is added to the gradient of each weight") @Default("0") double weightDecay)
    implements Optimizer {
  /** Checks the ranges. */
  public Sgd {
    Checks.learningRate(learningRate);
    Checks.fraction("momentum", momentum);
    Checks.weightDecay(weightDecay);
  }

  /** Plain steps: no momentum, no decay. */
  public static Sgd plain(double learningRate) {
    return new Sgd(learningRate, 0, false, 0);
  }
}
