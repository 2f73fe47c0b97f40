package io.espalier.kernels.format;

import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;
import io.espalier.kernels.simd.BlockLogs;
import io.espalier.kernels.simd.Grid;
import io.espalier.kernels.simd.LogGrid;

/**
 * Block logarithm: a block of powers of two shares its exponent bias; the top code is the power of
 * two at or above the block's largest magnitude. Relative error as {@link LogNumber}. Idempotent.
 *
 * @param width bits of sign and exponent of an element
 * @param sharedWidth B, bits of the shared bias
 * @param blockSize values that share a bias
 * @param zero whether code 0 stands for zero
 */
@Named("bl")
@Meaning("block logarithm: a block of powers of two shares its exponent bias")
public record BlockLog(
    @Meaning("bits of sign and exponent, 2 to 8") int width,
    @Meaning("bits of the shared bias, 1 to 8") @Default("8") int sharedWidth,
    @Meaning("values that share a bias") @Default("16") int blockSize,
    @Meaning("whether code 0 stands for zero, or there is no zero") @Default("true") boolean zero)
    implements NumberFormat {
  /** Checks the ranges. */
  public BlockLog {
    Checks.range("width", width, 2, 8);
    Checks.range("shared-width", sharedWidth, 1, 8);
    Checks.blockSize(blockSize);
  }

  /** Blocks of 16 with an 8-bit bias and a zero. */
  public static BlockLog of(int width) {
    return new BlockLog(width, 8, 16, true);
  }

  @Override
  public long bits(long values, long blocks) {
    return values * width + blocks * sharedWidth;
  }

  @Override
  public int widthBits() {
    return width;
  }

  @Override
  public NumberFormat withPreset(Preset p) {
    return new BlockLog(width, sharedWidth, blockSize, p != Preset.SOURCE);
  }

  @Override
  public Grid grid() {
    return new BlockLogs(
        (1 << (width - 1)) - 1,
        (1 << sharedWidth) - 1,
        zero ? LogGrid.Lowest.ZERO : LogGrid.Lowest.POWER,
        blockSize);
  }
}
