package io.espalier.kernels.format;

import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;
import io.espalier.kernels.simd.BlockFixed;
import io.espalier.kernels.simd.FixedGrid.Zero;
import io.espalier.kernels.simd.Grid;

/**
 * Microscaling integers: q / 2^(w−2) times a shared power of two, |q| ≤ 2^(w−1) − 1, two's
 * complement (OCP Microscaling v1.0, 2023). |error| ≤ 2^−(w−1) · max|block|. Idempotent. One NaN
 * makes its block NaN.
 *
 * @param width bits of q
 * @param blockSize values that share a scale
 */
@Named("mxint")
@Meaning("microscaling integers: a block of integers times a shared power of two")
public record MxInt(
    @Meaning("bits of an element, 2 to 16") @Default("8") int width,
    @Meaning("values that share a scale") @Default("32") int blockSize)
    implements NumberFormat {
  /** Checks the ranges. */
  public MxInt {
    Checks.range("width", width, 2, 16);
    Checks.blockSize(blockSize);
  }

  @Override
  public long bits(long values, long blocks) {
    return values * width + 8 * blocks;
  }

  @Override
  public int widthBits() {
    return width;
  }

  @Override
  public Grid grid() {
    return new BlockFixed(width - 1, -126, 128, BlockFixed.Rule.ABOVE, Zero.PLAIN, blockSize, true);
  }
}
