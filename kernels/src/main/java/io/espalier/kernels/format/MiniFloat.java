package io.espalier.kernels.format;

import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;
import io.espalier.kernels.simd.Exponents;
import io.espalier.kernels.simd.Grid;
import io.espalier.kernels.simd.MiniGrid;
import io.espalier.kernels.simd.MiniGrid.Carry;

/**
 * A small float with sign, exponent and fraction, subnormals, no infinity and no NaN: every
 * exponent field is a number, so E4M3 reaches 480.
 *
 * <p>Relative error of a normal number ≤ 2^−(M+1). Idempotent.
 *
 * @param exponentWidth E
 * @param mantissaWidth M, without the hidden bit
 * @param bias of the exponent field
 * @param carry whether a value may round up into the next binade
 */
@Named("mini-float")
@Meaning("small float with sign, exponent, fraction and subnormals, no infinity, no NaN")
public record MiniFloat(
    @Meaning("bits of the exponent, 1 to 8") int exponentWidth,
    @Meaning("bits of the fraction, 0 to 22") int mantissaWidth,
    @Meaning("exponent bias: default is 2^(E-1)-1, auto lets the top binade meet the data")
        @Default("default")
        ExponentBias bias,
    @Meaning("whether a value may round up into the next binade (true nearest) or stays in its own")
        @Default("false")
        boolean carry)
    implements NumberFormat {
  /** Checks the ranges. */
  public MiniFloat {
    Checks.range("exponent-width", exponentWidth, 1, 8);
    Checks.range("mantissa-width", mantissaWidth, 0, 22);
  }

  /** A mini-float with the default bias that stays in its binade. */
  public static MiniFloat of(int exponentWidth, int mantissaWidth) {
    return new MiniFloat(exponentWidth, mantissaWidth, ExponentBias.DEFAULT, false);
  }

  @Override
  public boolean isResolved() {
    return !bias.isAuto();
  }

  @Override
  public MiniFloat fit(Values v) {
    float max = v.maxMagnitude();
    if (isResolved()) {
      return this;
    }
    return new MiniFloat(
        exponentWidth,
        mantissaWidth,
        max == 0 ? ExponentBias.DEFAULT : ExponentBias.of(last() - Exponents.floor(max)),
        carry);
  }

  private int last() {
    return (1 << exponentWidth) - 1;
  }

  @Override
  public int widthBits() {
    return 1 + exponentWidth + mantissaWidth;
  }

  @Override
  public NumberFormat withPreset(Preset p) {
    return new MiniFloat(exponentWidth, mantissaWidth, bias, p == Preset.NEAREST);
  }

  @Override
  public Grid grid() {
    int b = bias.value(exponentWidth);
    return MiniGrid.of(mantissaWidth, b, last() - b, carry ? Carry.UP : Carry.CLIP);
  }
}
