package io.espalier.kernels.simd;

/**
 * Multiples of one power of two: q · 2^exponent for low ≤ q ≤ high, halves to even, saturating.
 *
 * @param exponent of the step
 * @param low the smallest q
 * @param high the largest q
 * @param zero whether a negative value that becomes zero keeps its sign
 */
public record FixedGrid(int exponent, int low, int high, Zero zero) implements ElementGrid {
  /** How zero is stored. */
  public enum Zero {
    /** Sign and magnitude: −0 stays, and a negative value that rounds to zero becomes −0. */
    SIGNED,
    /** Two's complement: +0 only. */
    PLAIN
  }

  /**
   * Takes codes beyond float32's range out of the grid, so that it saturates at a finite number.
   */
  public FixedGrid {
    if (low > 0 || high < 0) {
      throw new IllegalArgumentException("[" + low + ", " + high + "] must hold 0");
    }
    double limit = Math.floor(Float.MAX_VALUE * Exponents.power(-exponent));
    high = (int) Math.min(high, limit);
    low = (int) Math.max(low, -limit);
  }

  @Override
  public float round(float x) {
    if (Float.isNaN(x)) {
      return Float.NaN;
    }
    double q = Math.rint(x * Exponents.power(-exponent));
    float rounded = (float) (Math.min(Math.max(q, low), high) * Exponents.power(exponent));
    return zero == Zero.SIGNED ? Math.copySign(rounded, x) : rounded + 0f;
  }
}
