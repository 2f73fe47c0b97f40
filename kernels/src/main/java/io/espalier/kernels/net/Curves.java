package io.espalier.kernels.net;

import io.espalier.kernels.net.KernelCurve.Of;
import io.espalier.kernels.simd.ActivationKernels;

/**
 * The elementwise functions and their derivatives. At a kink the derivative is that of the lower
 * side. {@code StrictMath}, so that every machine computes the same bits.
 */
final class Curves {
  private Curves() {}

  static Curve of(Activation activation, ActivationKernels kernels) {
    float alpha = (float) activation.alpha();
    return switch (activation.kind()) {
      case IDENTITY -> new SlowCurve(x -> x, (x, y) -> 1);
      case RELU -> new SlowCurve(x -> x < 0 ? 0 : x, (x, y) -> x > 0 ? 1 : 0);
      case LEAKY_RELU -> new SlowCurve(x -> x > 0 ? x : alpha * x, (x, y) -> x > 0 ? 1 : alpha);
      case CLIP -> clip(kernels, (float) activation.low(), (float) activation.high());
      case SIGMOID -> new KernelCurve(0.5f, kernels::sigmoid, Of.OUTPUT, kernels::sigmoidGradient);
      case TANH -> new SlowCurve(x -> (float) StrictMath.tanh(x), (x, y) -> 1 - y * y);
      case ELU ->
          new SlowCurve(
              x -> x > 0 ? x : (float) (alpha * StrictMath.expm1(x)),
              (x, y) -> x > 0 ? 1 : y + alpha);
      case SOFTPLUS -> new SlowCurve(Curves::softplus, (x, y) -> softplusSlope(x));
      case HARD_SIGMOID ->
          new SlowCurve(x -> clamp(0.2f * x + 0.5f), (x, y) -> x > -2.5f && x <= 2.5f ? 0.2f : 0);
      case HARD_TANH -> clip(kernels, -1, 1);
      case HARD_SWISH ->
          new KernelCurve(0, kernels::hardSwish, Of.INPUT, kernels::hardSwishGradient);
      case HARD_SIGMOID_6 ->
          new KernelCurve(0.5f, kernels::hardSigmoid, Of.INPUT, kernels::hardSigmoidGradient);
    };
  }

  private static Curve clip(ActivationKernels kernels, float low, float high) {
    return new KernelCurve(
        Math.min(Math.max(0, low), high),
        (x, xFrom, y, yFrom, n) -> kernels.clip(x, xFrom, y, yFrom, n, low, high),
        Of.INPUT,
        (x, xFrom, dy, dyFrom, dx, dxFrom, n) ->
            kernels.clipGradient(x, xFrom, dy, dyFrom, dx, dxFrom, n, low, high));
  }

  /** To [0, 1]; NaN stays. */
  private static float clamp(float x) {
    float raised = x < 0 ? 0 : x;
    return raised > 1 ? 1 : raised;
  }

  private static float softplus(float x) {
    return (float) (Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x))));
  }

  private static float softplusSlope(float x) {
    return (float) (1 / (1 + StrictMath.exp(-x)));
  }
}
