package io.espalier.kernels.net;

/**
 * A function that kernels compute, a run at a time.
 *
 * @param atZero its value at 0
 * @param derivativeOf what its gradient is made from
 */
record KernelCurve(float atZero, Values function, Of derivativeOf, Gradient derivative)
    implements Curve {
  /** Whether a derivative is known from what went in or from what came out. */
  enum Of {
    INPUT,
    OUTPUT
  }

  interface Values {
    void run(float[] x, int xFrom, float[] y, int yFrom, int n);
  }

  /** From x or y, whichever it is made from. */
  interface Gradient {
    void run(float[] seen, int seenFrom, float[] dy, int dyFrom, float[] dx, int dxFrom, int n);
  }

  @Override
  public void values(float[] x, int xFrom, float[] y, int yFrom, int n) {
    function.run(x, xFrom, y, yFrom, n);
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
    if (derivativeOf == Of.INPUT) {
      derivative.run(x, xFrom, dy, dyFrom, dx, dxFrom, n);
    } else {
      derivative.run(y, yFrom, dy, dyFrom, dx, dxFrom, n);
    }
  }
}
