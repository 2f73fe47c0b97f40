package io.espalier.kernels.net;

/** How a gradient becomes a change of the parameters. */
public sealed interface Optimizer permits Sgd, Adam {
  /** The step size to begin with; a schedule may give {@link Updater#step} another one. */
  double learningRate();

  /** λ: λ w is added to the gradient of each weight (not of biases, scales and shifts). */
  double weightDecay();
}
