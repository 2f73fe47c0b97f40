package io.espalier.kernels.format;

/**
 * The straight-through estimator of a format (Bengio, Léonard and Courville 2013, arXiv:1308.3432):
 * rounding counts as the identity on the way back wherever the format does not saturate, and as a
 * constant where it does. So d(loss)/dx = d(loss)/dQ(x) for low ≤ x ≤ high, else 0.
 *
 * <p>Formats of single elements pass between their least and their greatest number. Where a shared
 * field follows the data of its block nothing saturates, and everything passes. Binary passes |x| ≤
 * 1 (Hubara et al. 2016, arXiv:1602.02830), ternary with levels of ±1 likewise; ternary whose level
 * follows the data passes everything (Li et al. 2016, arXiv:1605.04711).
 *
 * @param low the least value that passes
 * @param high the greatest value that passes
 */
public record PassRange(float low, float high) {
  private static final PassRange ALL =
      new PassRange(Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);
  private static final PassRange UNIT = new PassRange(-1, 1);

  /** A scale found from the greatest value may round so that it saturates by a hair. */
  private static final float SLACK = 1 + 0x1p-20f;

  /**
   * The range of a format.
   *
   * @throws IllegalArgumentException if it is not resolved
   */
  public static PassRange of(NumberFormat format) {
    if (!format.isResolved()) {
      throw new IllegalArgumentException("fit the format first, got " + format);
    }
    if (format instanceof Binary) {
      return UNIT;
    } else if (format instanceof Ternary ternary) {
      return ternary.scaled() ? ALL : UNIT;
    } else if (format instanceof Float32 || format.blockSize() > 1) {
      return ALL;
    }
    float[] extremes = {-Float.MAX_VALUE, Float.MAX_VALUE};
    format.quantizeRows(extremes, 0, 2, 1, 1);
    return new PassRange(extremes[0] * SLACK, extremes[1] * SLACK);
  }

  /** Whether the gradient of some value may be lost. */
  public boolean isLimited() {
    return low > Float.NEGATIVE_INFINITY || high < Float.POSITIVE_INFINITY;
  }

  /**
   * Sets the gradients of values outside to 0, in place.
   *
   * @param x values before rounding
   * @param dx their gradients
   */
  public void gate(float[] x, int from, float[] dx, int dFrom, int length) {
    for (int i = 0; i < length; i++) {
      float value = x[from + i];
      dx[dFrom + i] = value < low || value > high ? 0 : dx[dFrom + i];
    }
  }
}
