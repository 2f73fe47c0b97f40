package io.espalier.kernels.simd;

import io.espalier.kernels.simd.MiniGrid.Carry;

/**
 * A small floating-point grid without a hidden bit: k · 2^(e−M) for 0 ≤ k < 2^M, −bias ≤ e ≤ top.
 *
 * @param mantissaWidth M, the bits of k
 * @param bias of the exponent field
 * @param top the largest exponent
 * @param carry what happens to a value that rounds up to the power of two above it
 */
public record DenormGrid(int mantissaWidth, int bias, int top, Carry carry) implements ElementGrid {
  /** Takes exponents beyond float32's range out of the grid. */
  public DenormGrid {
    top = Math.min(top, Float.MAX_EXPONENT + 1);
  }

  /** The largest magnitude: (1 − 2^−M) · 2^top. */
  public float max() {
    return (float) ((1 - Exponents.power(-mantissaWidth)) * Exponents.power(top));
  }

  @Override
  public float round(float x) {
    if (Float.isNaN(x)) {
      return Float.NaN;
    }
    float a = ElementGrid.magnitude(x);
    if (a == 0) {
      return x;
    }
    int e = Exponents.clamp(Exponents.ceil(a), -bias, top);
    double k = Math.rint(a * Exponents.power(mantissaWidth - e));
    if (carry == Carry.CLIP) {
      k = Math.min(k, Exponents.power(mantissaWidth) - 1);
    }
    return ElementGrid.signed(Math.min(k * Exponents.power(e - mantissaWidth), max()), x);
  }
}
