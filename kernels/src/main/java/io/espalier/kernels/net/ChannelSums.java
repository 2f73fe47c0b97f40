package io.espalier.kernels.net;

import java.util.Arrays;

/** Sums per channel: in float within an image, in double across images. Mutable. */
final class ChannelSums {
  final float[] partial;
  final double[] total;

  ChannelSums(int stride) {
    partial = new float[stride];
    total = new double[stride];
  }

  void clear() {
    Arrays.fill(total, 0);
  }

  void clearPartial() {
    Arrays.fill(partial, 0);
  }

  void addPartial() {
    for (int c = 0; c < partial.length; c++) {
      total[c] += partial[c];
    }
  }

  /** Writes the totals as floats over {@code target}, as many as it holds. */
  void write(float[] target) {
    for (int c = 0; c < target.length; c++) {
      target[c] = (float) total[c];
    }
  }
}
