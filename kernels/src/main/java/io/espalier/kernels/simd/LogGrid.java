package io.espalier.kernels.simd;

/**
 * Powers of two from 2^bottom to 2^top, rounded to nearest in the log domain.
 *
 * @param bottom the exponent of code 0
 * @param top the largest exponent
 * @param lowest what code 0 stands for
 */
public record LogGrid(int bottom, int top, Lowest lowest) implements ElementGrid {
  /** What code 0 stands for. */
  public enum Lowest {
    /** Zero. */
    ZERO,
    /**
     * 2^bottom like any other code: then the grid has no zero, and zeros of either sign become
     * +2^bottom.
     */
    POWER
  }

  /** Takes exponents beyond float32's range out of the grid. */
  public LogGrid {
    top = Math.min(top, Float.MAX_EXPONENT);
  }

  @Override
  public float round(float x) {
    if (Float.isNaN(x)) {
      return Float.NaN;
    }
    float a = ElementGrid.magnitude(x);
    if (a == 0) {
      return lowest == Lowest.ZERO ? x : (float) Exponents.power(bottom);
    }
    int e = Exponents.clamp(Exponents.nearest(a), bottom, top);
    boolean zero = lowest == Lowest.ZERO && e == bottom;
    return ElementGrid.signed(zero ? 0 : Exponents.power(e), x);
  }
}
