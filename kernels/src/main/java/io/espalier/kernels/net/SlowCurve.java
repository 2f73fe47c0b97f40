package io.espalier.kernels.net;

/** A function that no kernel computes, a value at a time. */
record SlowCurve(Value function, Slope derivative) implements Curve {
  interface Value {
    float at(float x);
  }

  /** The derivative at x, where the function is y. */
  interface Slope {
    float at(float x, float y);
  }

  @Override
  public float atZero() {
    return function.at(0);
  }

  @Override
  public void values(float[] x, int xFrom, float[] y, int yFrom, int n) {
    for (int i = 0; i < n; i++) {
      y[yFrom + i] = function.at(x[xFrom + i]);
    }
  }

  @Override
  public void gradient(
      float[] x,
      int xFrom,
      float[] y,
      int yFrom,
      float[] dy,
      int dyFrom,
      float[] dx,
      int dxFrom,
      int n) {
    for (int i = 0; i < n; i++) {
      dx[dxFrom + i] = dy[dyFrom + i] * derivative.at(x[xFrom + i], y[yFrom + i]);
    }
  }
}
