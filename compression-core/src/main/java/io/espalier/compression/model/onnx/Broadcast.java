package io.espalier.compression.model.onnx;

import java.util.Arrays;

/** What extents become side by side, as ONNX and NumPy broadcast. */
final class Broadcast {
  private Broadcast() {}

  /**
   * The extents that two arrays have together, counted from their last.
   *
   * @throws IllegalArgumentException if they differ where neither is 1, or {@code to} has more
   */
  static long[] of(long[] from, long[] to) {
    long[] all = from.clone();
    int lead = from.length - to.length;
    for (int i = 0; i < to.length; i++) {
      long extent = lead < 0 ? 0 : from[lead + i];
      if (lead < 0 || (extent != to[i] && extent != 1 && to[i] != 1)) {
        throw new IllegalArgumentException(
            Extents.text(Arrays.stream(from).boxed().toList())
                + " cannot be repeated to "
                + Extents.text(Arrays.stream(to).boxed().toList()));
      }
      all[lead + i] = to[i] == 1 ? extent : to[i];
    }
    return all;
  }
}
