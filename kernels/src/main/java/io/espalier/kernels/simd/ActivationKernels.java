package io.espalier.kernels.simd;

/**
 * Elementwise functions and their gradients over runs of {@code n} activations, n of any length.
 * NaN stays NaN. A gradient takes dy times the derivative; at a kink that of the lower side. All
 * implementations give the same bits.
 */
public interface ActivationKernels {
  /** y = min(max(x, low), high). */
  void clip(float[] x, int xFrom, float[] y, int yFrom, int n, float low, float high);

  /** dx = dy where x is above low and not above high, else 0. */
  void clipGradient(
      float[] x,
      int xFrom,
      float[] dy,
      int dyFrom,
      float[] dx,
      int dxFrom,
      int n,
      float low,
      float high);

  /**
   * y = 1 / (1 + e^−x), within 2e-7. The exponential is a polynomial of degree 7 on the half binade
   * around 0, as in Cephes (Moshier 1989), of fused steps only: a library's last bit would be its
   * own.
   */
  void sigmoid(float[] x, int xFrom, float[] y, int yFrom, int n);

  /** dx = dy · y · (1 − y), y what {@link #sigmoid} gave. */
  void sigmoidGradient(float[] y, int yFrom, float[] dy, int dyFrom, float[] dx, int dxFrom, int n);

  /** y = min(max(x + 3, 0), 6) / 6. */
  void hardSigmoid(float[] x, int xFrom, float[] y, int yFrom, int n);

  /** dx = dy / 6 where x is above −3 and not above 3, else 0. */
  void hardSigmoidGradient(
      float[] x, int xFrom, float[] dy, int dyFrom, float[] dx, int dxFrom, int n);

  /** y = x · min(max(x + 3, 0), 6) / 6 (Howard et al. 2019, arXiv:1905.02244). */
  void hardSwish(float[] x, int xFrom, float[] y, int yFrom, int n);

  /** dx = dy times 0 up to −3, (2 x + 3) / 6 up to 3, 1 above. */
  void hardSwishGradient(
      float[] x, int xFrom, float[] dy, int dyFrom, float[] dx, int dxFrom, int n);
}
