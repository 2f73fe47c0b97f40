package io.espalier.compression.quantize;

import io.espalier.kernels.format.NumberFormat;
import io.espalier.kernels.format.Values;
import java.util.Arrays;

/**
 * How often which magnitudes occur: {@value #BINS} bins of equal width from 0 to the largest one,
 * for each sign, and the exact zeros beside them. 128 KiB whatever the number of values; counts are
 * whole numbers, so the order of the values does not matter. Mutable: fed once, then read.
 */
final class Histogram {
  /** Bins of each sign. */
  static final int BINS = 8192;

  private final Values whole;
  private final double width;
  private final long[] positive = new long[BINS];
  private final long[] negative = new long[BINS];
  private long zeros;

  /** Of the bins that are not empty, once an error was asked for. */
  private float[] centres = new float[0];

  private long[] counts = new long[0];

  /**
   * @param whole statistics of the values that will be fed; its largest magnitude is above 0
   */
  Histogram(Values whole) {
    this.whole = whole;
    this.width = (double) whole.maxMagnitude() / BINS;
  }

  void accept(float[] values, int from, int to) {
    for (int i = from; i < to; i++) {
      float value = ObservedValues.finite(values[i]);
      if (value == 0) {
        zeros++;
      } else {
        int bin = (int) Math.min(BINS - 1, Math.abs(value) / width);
        (value > 0 ? positive : negative)[bin]++;
      }
    }
  }

  long count() {
    return whole.count();
  }

  long zeros() {
    return zeros;
  }

  long positive(int bin) {
    return positive[bin];
  }

  long negative(int bin) {
    return negative[bin];
  }

  float min() {
    return whole.min();
  }

  /** The largest magnitude. */
  double limit() {
    return whole.maxMagnitude();
  }

  /** The lower edge of a bin. */
  double edge(int bin) {
    return bin == BINS ? limit() : bin * width;
  }

  /** The values with their range cut at ±threshold. */
  Values within(double threshold) {
    return new ClippedValues(whole, (float) threshold);
  }

  /** Σ (x − rounded x)² with each bin at its centre; zeros are exact in every format asked. */
  double squaredError(NumberFormat format) {
    if (centres.length == 0) {
      gather();
    }
    float[] rounded = centres.clone();
    format.quantize(rounded, 0, rounded.length);
    double sum = 0;
    for (int i = 0; i < rounded.length; i++) {
      double difference = (double) rounded[i] - centres[i];
      sum += difference * difference * counts[i];
    }
    return sum;
  }

  /** The bins that are not empty: few where the values are those of one channel. */
  private void gather() {
    int filled = filled(positive) + filled(negative);
    centres = new float[filled];
    counts = new long[filled];
    int at = gather(positive, 1, 0);
    gather(negative, -1, at);
  }

  private int gather(long[] bins, int sign, int from) {
    int at = from;
    for (int bin = 0; bin < BINS; bin++) {
      if (bins[bin] > 0) {
        centres[at] = sign * (float) ((bin + 0.5) * width);
        counts[at++] = bins[bin];
      }
    }
    return at;
  }

  private static int filled(long[] bins) {
    return (int) Arrays.stream(bins).filter(count -> count > 0).count();
  }
}
