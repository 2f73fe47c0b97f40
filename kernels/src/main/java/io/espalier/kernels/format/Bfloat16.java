package io.espalier.kernels.format;

import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;
import io.espalier.kernels.simd.Grid;
import io.espalier.kernels.simd.ShortGrid;

/** Brain float: float32 with the low 16 bits rounded away, halves to even, overflow to infinity. */
@Named("bfloat16")
@Meaning("float32 with the low 16 bits rounded away")
public record Bfloat16() implements NumberFormat {
  @Override
  public int widthBits() {
    return 16;
  }

  @Override
  public Grid grid() {
    return new ShortGrid(16);
  }
}
