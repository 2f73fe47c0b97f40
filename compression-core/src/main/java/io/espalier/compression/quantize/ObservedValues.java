package io.espalier.compression.quantize;

import io.espalier.kernels.format.Values;

/**
 * Statistics of a stream of activations that is too long to keep. Mutable: fed once, then read.
 *
 * <p>NaN is reported; in the statistics it counts as 0 and ±∞ as ±{@link Float#MAX_VALUE}. The mean
 * magnitude is summed in double in 16 partial sums by position mod 16, combined pairwise, so that
 * it does not depend on how the stream was cut.
 */
final class ObservedValues implements Values {
  private final Replay again;
  private final double[] sums = new double[16];
  private long count;
  private float min = Float.POSITIVE_INFINITY;
  private float max = Float.NEGATIVE_INFINITY;
  private boolean hasNaN;

  ObservedValues(Replay again) {
    this.again = again;
  }

  void accept(float[] values, int from, int to) {
    for (int i = from; i < to; i++) {
      hasNaN |= Float.isNaN(values[i]);
      float value = finite(values[i]);
      min = Math.min(min, value);
      max = Math.max(max, value);
      sums[(int) (count++ & 15)] += Math.abs(value);
    }
  }

  /** Whether one of the values is no number. */
  boolean hasNaN() {
    return hasNaN;
  }

  static float finite(float value) {
    if (Float.isNaN(value)) {
      return 0;
    }
    return Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, value));
  }

  @Override
  public long count() {
    return count;
  }

  @Override
  public float min() {
    return min;
  }

  @Override
  public float max() {
    return max;
  }

  @Override
  public double meanMagnitude() {
    return count == 0 ? 0 : total(sums) / count;
  }

  @Override
  public float meanMagnitudeAbove(float threshold) {
    double[] above = new double[16];
    long[] counts = new long[2];
    again.into(
        (values, from, to) -> {
          for (int i = from; i < to; i++) {
            double magnitude = Math.abs(finite(values[i]));
            int lane = (int) (counts[0]++ & 15);
            if (magnitude > threshold) {
              above[lane] += magnitude;
              counts[1]++;
            }
          }
        });
    return counts[1] == 0 ? 0 : (float) (total(above) / counts[1]);
  }

  private static double total(double[] sums) {
    double[] level = sums.clone();
    for (int width = 8; width > 0; width /= 2) {
      for (int i = 0; i < width; i++) {
        level[i] += level[i + width];
      }
    }
    return level[0];
  }
}
