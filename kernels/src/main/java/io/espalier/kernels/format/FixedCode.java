package io.espalier.kernels.format;

import io.espalier.kernels.simd.Exponents;
import io.espalier.kernels.simd.FixedGrid;

/**
 * Whole multiples of a power of two.
 *
 * @param grid which power, and how far the multiples reach
 * @param width bits of a code
 * @param sign how the sign is stored
 */
record FixedCode(FixedGrid grid, int width, Sign sign) implements ElementCode {
  /** How the sign is stored. */
  enum Sign {
    /** There is none. */
    NONE,
    /** Two's complement. */
    COMPLEMENT,
    /** A bit before the magnitude, so that there are two zeros. */
    BIT
  }

  @Override
  public int[] fields() {
    return sign == Sign.BIT ? new int[] {1, width - 1} : new int[] {width};
  }

  @Override
  public int encode(float member) {
    ElementCode.expectNumber(member);
    int q = (int) (member * Exponents.power(-grid.exponent()));
    return sign == Sign.BIT
        ? ElementCode.sign(member, width - 1) | Math.abs(q)
        : q & (int) ((1L << width) - 1);
  }

  @Override
  public float decode(int code) {
    int high = code >>> (width - 1) & 1;
    return switch (sign) {
      case NONE -> scaled(code);
      case COMPLEMENT -> scaled(code - (high << width));
      case BIT -> (high == 1 ? -1f : 1f) * scaled(code - (high << (width - 1)));
    };
  }

  /** A multiple beyond float32 is the last one within. */
  private float scaled(int q) {
    double step = Exponents.power(grid.exponent());
    float v = (float) (q * step);
    return Float.isInfinite(v) ? (float) ((q > 0 ? grid.high() : grid.low()) * step) : v;
  }
}
