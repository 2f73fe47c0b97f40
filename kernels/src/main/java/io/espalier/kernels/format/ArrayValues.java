package io.espalier.kernels.format;

import java.util.Objects;

/** Statistics of a range of an array, found in one pass each. */
final class ArrayValues implements Values {
  private static final int PARTS = 16;

  private final float[] x;
  private final int from;
  private final int to;
  private final float min;
  private final float max;

  ArrayValues(float[] x, int from, int to) {
    Objects.checkFromToIndex(from, to, x.length);
    this.x = x;
    this.from = from;
    this.to = to;
    float low = Float.POSITIVE_INFINITY;
    float high = Float.NEGATIVE_INFINITY;
    for (int i = from; i < to; i++) {
      float v = finite(x[i]);
      low = v < low ? v : low;
      high = v > high ? v : high;
    }
    min = low;
    max = high;
  }

  private static float finite(float v) {
    return Float.isNaN(v) ? 0 : Math.min(Math.max(v, -Float.MAX_VALUE), Float.MAX_VALUE);
  }

  @Override
  public long count() {
    return (long) to - from;
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
    double[] parts = new double[PARTS];
    for (int i = from; i < to; i++) {
      parts[(i - from) % PARTS] += Math.abs(finite(x[i]));
    }
    return to == from ? 0 : sum(parts) / (to - from);
  }

  @Override
  public float meanMagnitudeAbove(float threshold) {
    double[] parts = new double[PARTS];
    long kept = 0;
    for (int i = from; i < to; i++) {
      float a = Math.abs(finite(x[i]));
      if (a > threshold) {
        parts[(i - from) % PARTS] += a;
        kept++;
      }
    }
    return kept == 0 ? 0 : (float) (sum(parts) / kept);
  }

  private static double sum(double[] parts) {
    for (int half = PARTS / 2; half > 0; half /= 2) {
      for (int i = 0; i < half; i++) {
        parts[i] += parts[i + half];
      }
    }
    return parts[0];
  }
}
