package io.espalier.kernels.format;

import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;
import io.espalier.kernels.simd.BlockMini;
import io.espalier.kernels.simd.Exponents;
import io.espalier.kernels.simd.Grid;
import io.espalier.kernels.simd.MiniGrid.Carry;

/**
 * Block mini-float: a block of mini-floats shares its exponent bias.
 *
 * <p>Rule {@code top} lets the top binade meet the block's largest magnitude: relative error ≤
 * 2^−(M+1) over the top 2^E − 1 binades. Rule {@code source} is the lecture's toolkit's, whose sign
 * is wrong: it turns most blocks below 1 into zeros and is kept to reproduce its outputs.
 *
 * @param exponentWidth E of an element
 * @param mantissaWidth M of an element
 * @param sharedWidth B, bits of the shared bias
 * @param blockSize values that share a bias
 * @param rule how the bias follows from the block's largest magnitude
 * @param carry whether a value may round up into the next binade
 */
@Named("bm")
@Meaning("block mini-float: a block of mini-floats shares its exponent bias")
public record BlockMiniFloat(
    @Meaning("bits of an element's exponent, 1 to 6") int exponentWidth,
    @Meaning("bits of an element's fraction, 0 to 22") int mantissaWidth,
    @Meaning("bits of the shared bias, 1 to 8") @Default("8") int sharedWidth,
    @Meaning("values that share a bias") @Default("16") int blockSize,
    @Meaning("bias from the largest magnitude: top meets it, source is the lecture's toolkit's")
        @Default("top")
        Rule rule,
    @Meaning("whether a value may round up into the next binade (true nearest) or stays in its own")
        @Default("false")
        boolean carry)
    implements NumberFormat {
  /** How the shared bias follows from the block's largest magnitude. */
  public enum Rule {
    /** The top binade meets it. */
    TOP,
    /** ⌊log2 max⌋ itself, as the lecture's toolkit has it. */
    SOURCE
  }

  /** Checks the ranges. */
  public BlockMiniFloat {
    Checks.range("exponent-width", exponentWidth, 1, 6);
    Checks.range("mantissa-width", mantissaWidth, 0, 22);
    Checks.range("shared-width", sharedWidth, 1, 8);
    Checks.blockSize(blockSize);
  }

  /** Blocks of 16 with an 8-bit bias under rule top, without carry. */
  public static BlockMiniFloat of(int exponentWidth, int mantissaWidth) {
    return new BlockMiniFloat(exponentWidth, mantissaWidth, 8, 16, Rule.TOP, false);
  }

  @Override
  public long bits(long values, long blocks) {
    return values * widthBits() + blocks * sharedWidth;
  }

  @Override
  public int widthBits() {
    return 1 + exponentWidth + mantissaWidth;
  }

  @Override
  public NumberFormat withPreset(Preset p) {
    Rule r = p == Preset.SOURCE ? Rule.SOURCE : Rule.TOP;
    return new BlockMiniFloat(
        exponentWidth, mantissaWidth, sharedWidth, blockSize, r, p == Preset.NEAREST);
  }

  @Override
  public Grid grid() {
    int half = 1 << (sharedWidth - 1);
    boolean top = rule == Rule.TOP;
    return new BlockMini(
        mantissaWidth,
        (1 << exponentWidth) - 2,
        2 - Exponents.power(-mantissaWidth),
        top ? 1 - half : 0,
        top ? half : 2 * half - 1,
        top ? BlockMini.Rule.TOP : BlockMini.Rule.SOURCE,
        carry ? Carry.UP : Carry.CLIP,
        blockSize,
        false);
  }
}
