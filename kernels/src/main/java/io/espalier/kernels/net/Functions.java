package io.espalier.kernels.net;

/**
 * The elementwise functions and their derivatives. At a kink the derivative is that of the lower
 * side. {@code StrictMath}, so that every machine computes the same bits.
 */
final class Functions {
  private Functions() {}

  private interface Value {
    float at(float x);
  }

  private interface Slope {
    float at(float x, float y);
  }

  private record Pair(Value function, Slope derivative) implements ActivationStep.Function {
    @Override
    public float value(float x) {
      return function.at(x);
    }

    @Override
    public float slope(float x, float y) {
      return derivative.at(x, y);
    }
  }

  static ActivationStep.Function of(Activation activation) {
    float alpha = (float) activation.alpha();
    float low = (float) activation.low();
    float high = (float) activation.high();
    return switch (activation.kind()) {
      case IDENTITY -> new Pair(x -> x, (x, y) -> 1);
      case RELU -> new Pair(x -> x < 0 ? 0 : x, (x, y) -> x > 0 ? 1 : 0);
      case LEAKY_RELU -> new Pair(x -> x > 0 ? x : alpha * x, (x, y) -> x > 0 ? 1 : alpha);
      case CLIP -> clip(low, high);
      case SIGMOID -> new Pair(Functions::sigmoid, (x, y) -> y * (1 - y));
      case TANH -> new Pair(x -> (float) StrictMath.tanh(x), (x, y) -> 1 - y * y);
      case ELU ->
          new Pair(
              x -> x > 0 ? x : (float) (alpha * StrictMath.expm1(x)),
              (x, y) -> x > 0 ? 1 : y + alpha);
      case SOFTPLUS -> new Pair(Functions::softplus, (x, y) -> sigmoid(x));
      case HARD_SIGMOID ->
          new Pair(x -> clamp(0.2f * x + 0.5f, 0, 1), (x, y) -> x > -2.5f && x <= 2.5f ? 0.2f : 0);
      case HARD_TANH -> clip(-1, 1);
      case HARD_SWISH -> new Pair(x -> x * clamp(x + 3, 0, 6) / 6, Functions::hardSwishSlope);
      case HARD_SIGMOID_6 ->
          new Pair(x -> clamp(x + 3, 0, 6) / 6, (x, y) -> x > -3 && x <= 3 ? 1f / 6 : 0);
    };
  }

  private static Pair clip(float low, float high) {
    return new Pair(x -> clamp(x, low, high), (x, y) -> x > low && x <= high ? 1 : 0);
  }

  private static float clamp(float x, float low, float high) {
    float raised = x < low ? low : x;
    return raised > high ? high : raised;
  }

  private static float sigmoid(float x) {
    return (float) (1 / (1 + StrictMath.exp(-x)));
  }

  private static float softplus(float x) {
    return (float) (Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x))));
  }

  private static float hardSwishSlope(float x, float y) {
    return x <= -3 ? 0 : x <= 3 ? (2 * x + 3) / 6 : 1;
  }
}
