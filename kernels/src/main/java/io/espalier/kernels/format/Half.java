package io.espalier.kernels.format;

import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;
import io.espalier.kernels.simd.Grid;
import io.espalier.kernels.simd.MiniGrid;
import io.espalier.kernels.simd.MiniGrid.Carry;
import io.espalier.kernels.simd.MiniGrid.Overflow;

/** IEEE half precision: 5 exponent bits, 10 of fraction, overflow to infinity from 65520 on. */
@Named("half")
@Meaning("IEEE half precision")
public record Half() implements NumberFormat {
  @Override
  public int widthBits() {
    return 16;
  }

  @Override
  public Grid grid() {
    return new MiniGrid(10, 15, 15, 65504f, Carry.UP, Overflow.INFINITY);
  }
}
