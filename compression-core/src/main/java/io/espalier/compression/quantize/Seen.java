package io.espalier.compression.quantize;

import io.espalier.kernels.format.NumberFormat;
import io.espalier.kernels.format.Values;
import java.util.function.Supplier;

/** Values that a format may be fitted to: their statistics, and how they are distributed. */
public final class Seen {
  private final Values values;
  private final Supplier<Histogram> histogram;

  /**
   * @param histogram of the values; asked for only where their largest magnitude is above 0
   */
  Seen(Values values, Supplier<Histogram> histogram) {
    this.values = values;
    this.histogram = histogram;
  }

  /** The values {@code x[from, to)}, which must not change while they are looked at. */
  static Seen of(float[] x, int from, int to) {
    Values values = Values.of(x, from, to);
    return new Seen(
        values,
        () -> {
          Histogram histogram = new Histogram(values);
          histogram.accept(x, from, to);
          return histogram;
        });
  }

  /** Their statistics. */
  public Values values() {
    return values;
  }

  /** The statistics with the range that an observer chooses for a format. */
  Values chosenBy(Observer observer, NumberFormat format) {
    if (observer.isWhole() || !Observer.suits(format) || values.maxMagnitude() == 0) {
      return values;
    }
    Histogram seen = histogram.get();
    return seen.within(observer.threshold(seen, format));
  }
}
