package io.espalier.kernels.format;

import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;
import io.espalier.kernels.simd.DenormGrid;
import io.espalier.kernels.simd.Exponents;
import io.espalier.kernels.simd.Grid;
import io.espalier.kernels.simd.MiniGrid.Carry;

/**
 * A small float without the hidden bit: k · 2^(e−M), 0 ≤ k &lt; 2^M.
 *
 * <p>Relative error of a value above 2^(−bias−1): ≤ 2^−M without carry, ≤ 1/(2^M+1) with it.
 * Without carry exact powers of two move down one step, so it is not idempotent; with carry it is.
 *
 * @param exponentWidth E
 * @param mantissaWidth M
 * @param bias of the exponent field
 * @param carry whether a value may round up to the power of two above it
 */
@Named("dmf")
@Meaning("denormalized mini-float: small float without the hidden bit")
public record DenormMiniFloat(
    @Meaning("bits of the exponent, 1 to 8") int exponentWidth,
    @Meaning("bits of the fraction, 1 to 22") int mantissaWidth,
    @Meaning("exponent bias: default is 2^(E-1)-1, auto lets the top binade meet the data")
        @Default("default")
        ExponentBias bias,
    @Meaning("whether a value may round up to the power of two above it (true nearest)")
        @Default("false")
        boolean carry)
    implements NumberFormat {
  /** Checks the ranges. */
  public DenormMiniFloat {
    Checks.range("exponent-width", exponentWidth, 1, 8);
    Checks.range("mantissa-width", mantissaWidth, 1, 22);
  }

  /** A denormalized mini-float with the default bias and no carry. */
  public static DenormMiniFloat of(int exponentWidth, int mantissaWidth) {
    return new DenormMiniFloat(exponentWidth, mantissaWidth, ExponentBias.DEFAULT, false);
  }

  @Override
  public boolean isResolved() {
    return !bias.isAuto();
  }

  @Override
  public DenormMiniFloat fit(Values v) {
    float max = v.maxMagnitude();
    if (isResolved()) {
      return this;
    }
    return new DenormMiniFloat(
        exponentWidth,
        mantissaWidth,
        max == 0 ? ExponentBias.DEFAULT : ExponentBias.of(last() - Exponents.ceil(max)),
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
    return new DenormMiniFloat(exponentWidth, mantissaWidth, bias, p == Preset.NEAREST);
  }

  @Override
  public Grid grid() {
    int b = bias.value(exponentWidth);
    return new DenormGrid(mantissaWidth, b, last() - b, carry ? Carry.UP : Carry.CLIP);
  }
}
