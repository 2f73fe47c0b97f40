package io.espalier.kernels.simd;

/** Activations in plain Java: what the other implementations must agree with. */
final class ScalarActivations implements ActivationKernels {
  @Override
  public void clip(float[] x, int xFrom, float[] y, int yFrom, int n, float low, float high) {
    for (int i = 0; i < n; i++) {
      y[yFrom + i] = clamp(x[xFrom + i], low, high);
    }
  }

  private static float clamp(float x, float low, float high) {
    float raised = x < low ? low : x;
    return raised > high ? high : raised;
  }

  @Override
  public void clipGradient(
      float[] x,
      int xFrom,
      float[] dy,
      int dyFrom,
      float[] dx,
      int dxFrom,
      int n,
      float low,
      float high) {
    for (int i = 0; i < n; i++) {
      float value = x[xFrom + i];
      dx[dxFrom + i] = value > low && value <= high ? dy[dyFrom + i] : 0;
    }
  }

  @Override
  public void sigmoid(float[] x, int xFrom, float[] y, int yFrom, int n) {
    for (int i = 0; i < n; i++) {
      float t = clamp(-x[xFrom + i], Exponential.LOWEST, Exponential.HIGHEST);
      y[yFrom + i] = 1 / (1 + Exponential.of(t));
    }
  }

  @Override
  public void sigmoidGradient(
      float[] y, int yFrom, float[] dy, int dyFrom, float[] dx, int dxFrom, int n) {
    for (int i = 0; i < n; i++) {
      float value = y[yFrom + i];
      dx[dxFrom + i] = dy[dyFrom + i] * (value * (1 - value));
    }
  }

  @Override
  public void hardSigmoid(float[] x, int xFrom, float[] y, int yFrom, int n) {
    for (int i = 0; i < n; i++) {
      y[yFrom + i] = clamp(x[xFrom + i] + 3, 0, 6) / 6;
    }
  }

  @Override
  public void hardSigmoidGradient(
      float[] x, int xFrom, float[] dy, int dyFrom, float[] dx, int dxFrom, int n) {
    for (int i = 0; i < n; i++) {
      float value = x[xFrom + i];
      dx[dxFrom + i] = value > -3 && value <= 3 ? dy[dyFrom + i] / 6 : 0;
    }
  }

  @Override
  public void hardSwish(float[] x, int xFrom, float[] y, int yFrom, int n) {
    for (int i = 0; i < n; i++) {
      float value = x[xFrom + i];
      y[yFrom + i] = value * clamp(value + 3, 0, 6) / 6;
    }
  }

  @Override
  public void hardSwishGradient(
      float[] x, int xFrom, float[] dy, int dyFrom, float[] dx, int dxFrom, int n) {
    for (int i = 0; i < n; i++) {
      float value = x[xFrom + i];
      float slope = value <= -3 ? 0 : value <= 3 ? (2 * value + 3) / 6 : 1;
      dx[dxFrom + i] = dy[dyFrom + i] * slope;
    }
  }
}
