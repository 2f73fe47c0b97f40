package io.espalier.kernels.simd;

/**
 * Rounds arrays to grids: the one door to the scalar and the vector loops, which give the same
 * bits.
 */
public final class Rounding {
  private static final RoundingKernels KERNELS =
      VectorModule.isPresent() ? new VectorRounding() : ScalarRounding.KERNELS;

  private Rounding() {}

  /** Rounds the run {@code x[from, to)} in place; blocks are cut from {@code from} on. */
  public static void round(Grid grid, float[] x, int from, int to) {
    rows(grid, x, from, 1, to - from, to - from);
  }

  /**
   * Rounds {@code rows} runs of {@code length} values in place, the starts {@code stride} apart;
   * blocks restart at each run. The values between runs are left as they are.
   *
   * @throws IndexOutOfBoundsException if a run leaves the array
   * @throws IllegalArgumentException if runs overlap
   */
  public static void rows(Grid grid, float[] x, int from, int rows, int length, int stride) {
    check(x, from, rows, length, stride);
    if (rows > 0 && length > 0) {
      KERNELS.round(grid, x, from, rows, length, stride);
    }
  }

  private static void check(float[] x, int from, int rows, int length, int stride) {
    if (rows < 0 || length < 0) {
      throw new IllegalArgumentException(
          "rows and length must not be negative, got " + rows + " and " + length);
    }
    if (rows > 1 && stride < length) {
      throw new IllegalArgumentException(
          "stride must be at least the length " + length + ", got " + stride);
    }
    long last = rows == 0 ? 0 : (rows - 1L) * stride + length;
    if (from < 0 || from + last > x.length) {
      throw new IndexOutOfBoundsException(
          "[" + from + ", " + (from + last) + ") leaves an array of " + x.length);
    }
  }
}
