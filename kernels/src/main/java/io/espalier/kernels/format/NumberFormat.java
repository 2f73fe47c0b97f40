package io.espalier.kernels.format;

import io.espalier.kernels.simd.Grid;
import io.espalier.kernels.simd.Rounding;

/**
 * A number format: rounds float32 values to the numbers it can store ("fake quantization") and
 * counts the bits they take.
 *
 * <p>Every format rounds halves to even and saturates. NaN stays NaN for its element and takes no
 * part in block or run statistics; where the format has no infinity, an infinity is taken as the
 * largest float32. Formats of sign and magnitude keep the sign of zero, those of two's complement
 * have +0 only.
 *
 * <p>A format is <em>resolved</em> once all its fields are known. A field that is {@code auto},
 * such as a scale, is found from the data by {@link #fit}; an unresolved format's {@code quantize}
 * fits itself to the run it is given.
 */
public sealed interface NumberFormat
    permits Float32,
        FixedPoint,
        AffineInteger,
        MiniFloat,
        DenormMiniFloat,
        BlockFloat,
        BlockMiniFloat,
        LogNumber,
        BlockLog,
        Binary,
        Ternary,
        OcpFloat,
        Half,
        Bfloat16,
        MxFloat,
        MxInt {

  /**
   * Rounds the run {@code x[from, to)} in place. Block formats cut it into blocks of {@link
   * #blockSize} from {@code from} on, the last may be short.
   */
  default void quantize(float[] x, int from, int to) {
    quantizeRows(x, from, 1, to - from, to - from);
  }

  /**
   * Rounds {@code rows} runs of {@code length} values in place, whose starts are {@code stride}
   * apart. Blocks restart at each run; an unresolved format fits itself to each run.
   */
  default void quantizeRows(float[] x, int from, int rows, int length, int stride) {
    if (isResolved()) {
      Rounding.rows(grid(), x, from, rows, length, stride);
      return;
    }
    for (int row = 0; row < rows; row++) {
      int start = from + row * stride;
      fit(Values.of(x, start, start + length)).quantize(x, start, start + length);
    }
  }

  /**
   * How many consecutive values share fields: 1, every element stands alone; n, blocks of n; 0, the
   * whole run shares what was found from its data.
   */
  default int blockSize() {
    return 1;
  }

  /** Whether all fields are known, so that equal values always give equal results. */
  default boolean isResolved() {
    return true;
  }

  /** This format with every field that is {@code auto} fixed from {@code v}; itself if resolved. */
  default NumberFormat fit(Values v) {
    return this;
  }

  /**
   * Storage in bits of {@code values} values in {@code blocks} blocks or runs, shared fields
   * included.
   */
  default long bits(long values, long blocks) {
    return values * widthBits();
  }

  /** Bits of one element without shared fields. */
  int widthBits();

  /** This format with the choices of a preset; formats without such a choice return themselves. */
  default NumberFormat withPreset(Preset p) {
    return this;
  }

  /**
   * The numbers of this format as a grid to round to.
   *
   * @throws IllegalStateException if the format is not resolved
   */
  Grid grid();
}
