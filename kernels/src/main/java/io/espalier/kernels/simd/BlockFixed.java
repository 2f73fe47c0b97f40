package io.espalier.kernels.simd;

import io.espalier.kernels.simd.FixedGrid.Zero;

/**
 * Blocks that share a step: q · 2^(e−M), |q| < 2^M, with e from the block's largest magnitude.
 *
 * @param mantissaWidth M, the bits of |q|
 * @param lowest the smallest e
 * @param highest the largest e
 * @param rule how e follows from the largest magnitude
 * @param zero whether zero keeps a sign
 * @param blockSize values in a full block
 * @param nanSpreads whether one NaN makes its block NaN
 */
public record BlockFixed(
    int mantissaWidth,
    int lowest,
    int highest,
    Rule rule,
    Zero zero,
    int blockSize,
    boolean nanSpreads)
    implements BlockGrid {
  /** How the shared exponent follows from the largest magnitude. */
  public enum Rule {
    /** The smallest e with max ≤ 2^e. */
    CEIL,
    /** The smallest e with max < 2^e. */
    ABOVE
  }

  @Override
  public ElementGrid at(float max) {
    int e = max == 0 ? lowest : Exponents.clamp(exponent(max), lowest, highest);
    int last = (1 << mantissaWidth) - 1;
    return new FixedGrid(e - mantissaWidth, -last, last, zero);
  }

  private int exponent(float max) {
    return rule == Rule.CEIL ? Exponents.ceil(max) : Exponents.floor(max) + 1;
  }
}
