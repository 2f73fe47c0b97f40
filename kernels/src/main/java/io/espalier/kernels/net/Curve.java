package io.espalier.kernels.net;

/** An elementwise function over runs of {@code n} values, and its gradient. */
interface Curve {
  /** The function at 0. */
  float atZero();

  /** y = f(x). */
  void values(float[] x, int xFrom, float[] y, int yFrom, int n);

  /** dx = dy · f'(x), where y is f(x). */
  void gradient(
      float[] x,
      int xFrom,
      float[] y,
      int yFrom,
      float[] dy,
      int dyFrom,
      float[] dx,
      int dxFrom,
      int n);
}
