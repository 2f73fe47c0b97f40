package io.espalier.compression.quantize;

import io.espalier.kernels.format.NumberFormat;
import io.espalier.kernels.format.Values;

/**
 * Values that a format may be fitted to.
 *
 * @param values their statistics
 * @param again the values themselves
 */
public record Seen(Values values, Replay again) {
  /** The values {@code x[from, to)}, which must not change while they are looked at. */
  static Seen of(float[] x, int from, int to) {
    return new Seen(Values.of(x, from, to), sink -> sink.accept(x, from, to));
  }

  /** The statistics with the range that an observer chooses for a format. */
  Values chosenBy(Observer observer, NumberFormat format) {
    if (observer.isWhole() || !Observer.suits(format) || values.maxMagnitude() == 0) {
      return values;
    }
    Histogram histogram = new Histogram(values);
    again.into(histogram::accept);
    return histogram.within(observer.threshold(histogram, format));
  }
}
