package io.espalier.kernels.simd;

/** A grid that depends on the largest magnitude of a block of consecutive values. */
public sealed interface BlockGrid extends Grid permits BlockFixed, BlockMini, BlockLogs {
  /** Values in a full block. */
  int blockSize();

  /** The grid of a block whose largest magnitude is {@code max}: finite, not negative. */
  ElementGrid at(float max);

  /** Whether one NaN makes its whole block NaN, because only the shared field can say NaN. */
  default boolean nanSpreads() {
    return false;
  }

  /**
   * The largest magnitude in {@code x[from, to)}: a NaN counts as 0, an infinity as the largest
   * float32.
   */
  static float max(float[] x, int from, int to) {
    float max = 0;
    for (int i = from; i < to; i++) {
      float a = Math.abs(x[i]);
      max = a > max ? a : max;
    }
    return Math.min(max, Float.MAX_VALUE);
  }
}
