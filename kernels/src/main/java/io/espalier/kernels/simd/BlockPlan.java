package io.espalier.kernels.simd;

import static io.espalier.kernels.simd.Lanes.ONE_BINADE;

/**
 * How the shared field of a block follows from the bits m of its largest magnitude, as integer
 * arithmetic on vectors: with m' the bits of 2^24 · max (so that subnormal maxima have an exponent
 * too), field = (clamp((m' + carry) &amp; exponent mask, low, high) ^ flip) + offset.
 *
 * @param least blocks whose largest magnitude has fewer bits than this, but is not 0, are left to
 *     the definition
 */
record BlockPlan(int carry, int low, int high, int flip, int offset, int least) {
  /** Exponents are shifted by this while fields are computed. */
  static final int SHIFT = 24;

  /** Blocks with larger exponents are left to the definition. */
  static final int HIGHEST = 100;

  private static final int CEIL = ONE_BINADE - 1;

  static BlockPlan of(BlockGrid grid) {
    if (grid instanceof BlockFixed g) {
      return of(g);
    }
    return grid instanceof BlockMini g ? of(g) : of((BlockLogs) grid);
  }

  /** Whether the fields of all blocks but extreme ones can be computed this way. */
  static boolean fits(BlockGrid grid) {
    if (grid instanceof BlockFixed g) {
      return g.mantissaWidth() <= 20
          && g.lowest() >= -127
          && g.lowest() <= HIGHEST
          && g.highest() >= -127;
    }
    if (grid instanceof BlockMini g) {
      return g.mantissaWidth() <= 20 && g.span() <= 62 && g.lowest() >= -127;
    }
    BlockLogs g = (BlockLogs) grid;
    return g.span() <= 127 && g.span() - g.highestBias() <= HIGHEST;
  }

  /** The field is the number that rounds the block when it is added and subtracted. */
  private static BlockPlan of(BlockFixed g) {
    int carry = g.rule() == BlockFixed.Rule.CEIL ? CEIL : ONE_BINADE;
    int offset = (23 - g.mantissaWidth() - SHIFT) * ONE_BINADE;
    return new BlockPlan(carry, shifted(g.lowest()), shifted(g.highest()), 0, offset, 0);
  }

  /** The field is 2^t, the bottom of the top binade. */
  private static BlockPlan of(BlockMini g) {
    if (g.rule() == BlockMini.Rule.TOP) {
      return new BlockPlan(
          0,
          shifted(g.lowest()),
          shifted(g.highest()),
          0,
          -SHIFT * ONE_BINADE,
          Lanes.power(g.span() + g.mantissaWidth() + VectorFloats.LOWEST_STEP));
    }
    int offset = (g.span() + 1 + 127 + 127 + SHIFT) * ONE_BINADE + 1;
    return new BlockPlan(0, shifted(0), shifted(g.highest()), -1, offset, 0);
  }

  /** The field is 2^(top + 24), the largest power. */
  private static BlockPlan of(BlockLogs g) {
    int low = shifted(g.span() - g.highestBias());
    return new BlockPlan(CEIL, low, shifted(g.span()), 0, 0, 0);
  }

  private static int shifted(int e) {
    return Math.max(Math.min(e, HIGHEST + 2) + SHIFT + 127, 0) << 23;
  }
}
