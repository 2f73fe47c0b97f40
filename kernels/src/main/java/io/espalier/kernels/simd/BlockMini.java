package io.espalier.kernels.simd;

import io.espalier.kernels.simd.MiniGrid.Carry;
import io.espalier.kernels.simd.MiniGrid.Overflow;

/**
 * Blocks of small floats that share an exponent bias.
 *
 * <p>Rule {@code TOP}: t = clamp(⌊log2 max⌋, lowest, highest) is the exponent of the top binade.
 * Rule {@code SOURCE}: the bias itself is clamp(⌊log2 max⌋, 0, highest), whatever the sign.
 *
 * @param mantissaWidth M of an element
 * @param span binades from the smallest normal one to the top one
 * @param fraction the largest magnitude in units of 2^t, such as 2 − 2^−M
 * @param lowest the smallest t
 * @param highest the largest t
 * @param rule how t follows from the largest magnitude
 * @param carry as in {@link MiniGrid}
 * @param blockSize values in a full block
 * @param nanSpreads whether one NaN makes its block NaN
 */
public record BlockMini(
    int mantissaWidth,
    int span,
    double fraction,
    int lowest,
    int highest,
    Rule rule,
    Carry carry,
    int blockSize,
    boolean nanSpreads)
    implements BlockGrid {
  /** How the top binade follows from the largest magnitude. */
  public enum Rule {
    /** The top binade meets the largest magnitude. */
    TOP,
    /** As the lecture's toolkit has it: the floor of the logarithm is the bias. */
    SOURCE
  }

  @Override
  public ElementGrid at(float max) {
    int top = Math.min(top(max), Float.MAX_EXPONENT);
    int bias = span + 1 - top(max);
    float largest = (float) (fraction * Exponents.power(top));
    return new MiniGrid(mantissaWidth, bias, top, largest, carry, Overflow.SATURATE);
  }

  private int top(float max) {
    int e = max == 0 ? Integer.MIN_VALUE : Exponents.floor(max);
    return rule == Rule.TOP
        ? Exponents.clamp(e, lowest, highest)
        : span + 1 - Exponents.clamp(e, 0, highest);
  }
}
