package io.espalier.kernels.format;

import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;
import io.espalier.kernels.simd.BlockFixed;
import io.espalier.kernels.simd.FixedGrid.Zero;
import io.espalier.kernels.simd.Grid;

/**
 * Block floating point: a block shares an exponent e, an element is a sign and M bits: ±q ·
 * 2^(e−M).
 *
 * <p>|error| ≤ 2^−M · max|block|; relative to a small element unbounded. Under {@code floor1}
 * idempotent; under {@code ceil} a block maximum that is a power of two moves down one step.
 *
 * @param exponentWidth E, bits of the shared exponent
 * @param exponentBias of the shared exponent
 * @param mantissaWidth M, bits of a magnitude
 * @param blockSize values that share an exponent
 * @param rule how the exponent follows from the block's largest magnitude
 */
@Named("bfp")
@Meaning("block floating point: a block shares its exponent, elements are sign and magnitude")
public record BlockFloat(
    @Meaning("bits of the shared exponent, 1 to 8") @Default("8") int exponentWidth,
    @Meaning("bias of the shared exponent: default is 2^(E-1)-1") @Default("default")
        ExponentBias exponentBias,
    @Meaning("bits of a magnitude, 1 to 22") int mantissaWidth,
    @Meaning("values that share an exponent") @Default("16") int blockSize,
    @Meaning("exponent from the largest magnitude: ceil of its logarithm, or floor plus one")
        @Default("ceil")
        Rule rule)
    implements NumberFormat {
  /** How the shared exponent follows from the block's largest magnitude. */
  public enum Rule {
    /** The smallest e with max ≤ 2^e, as the lecture's toolkit does. */
    CEIL,
    /** ⌊log2 max⌋ + 1, as Microsoft's MSFP and OCP's MXINT do. */
    FLOOR1
  }

  /** Checks the ranges. */
  public BlockFloat {
    Checks.range("exponent-width", exponentWidth, 1, 8);
    Checks.notAuto("exponent-bias", exponentBias);
    Checks.range("mantissa-width", mantissaWidth, 1, 22);
    Checks.blockSize(blockSize);
  }

  /** Blocks of 16 with an 8-bit exponent under rule ceil. */
  public static BlockFloat of(int mantissaWidth) {
    return new BlockFloat(8, ExponentBias.DEFAULT, mantissaWidth, 16, Rule.CEIL);
  }

  @Override
  public long bits(long values, long blocks) {
    return values * widthBits() + blocks * exponentWidth;
  }

  @Override
  public int widthBits() {
    return 1 + mantissaWidth;
  }

  @Override
  public NumberFormat withPreset(Preset p) {
    Rule r = p == Preset.NEAREST ? Rule.FLOOR1 : Rule.CEIL;
    return new BlockFloat(exponentWidth, exponentBias, mantissaWidth, blockSize, r);
  }

  @Override
  public Grid grid() {
    int bias = exponentBias.value(exponentWidth);
    return new BlockFixed(
        mantissaWidth,
        -bias,
        (1 << exponentWidth) - 1 - bias,
        rule == Rule.CEIL ? BlockFixed.Rule.CEIL : BlockFixed.Rule.ABOVE,
        Zero.SIGNED,
        blockSize,
        false);
  }
}
