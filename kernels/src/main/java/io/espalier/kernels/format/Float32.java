package io.espalier.kernels.format;

import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;
import io.espalier.kernels.simd.Grid;
import io.espalier.kernels.simd.ShortGrid;

/** IEEE single precision: every value stays as it is. */
@Named("float32")
@Meaning("IEEE single precision: values stay as they are")
public record Float32() implements NumberFormat {
  @Override
  public void quantizeRows(float[] x, int from, int rows, int length, int stride) {}

  @Override
  public int widthBits() {
    return 32;
  }

  @Override
  public Grid grid() {
    return ShortGrid.FLOAT32;
  }
}
