package io.espalier.kernels.format;

/**
 * Statistics of values that share fields: what {@link NumberFormat#fit} needs. A NaN counts as 0,
 * an infinity as the largest float32 of its sign. Sums run in double over 16 partial sums, combined
 * pairwise.
 */
public interface Values {
  /** How many there are. */
  long count();

  /** The smallest, +∞ if there are none. */
  float min();

  /** The largest, −∞ if there are none. */
  float max();

  /** The largest magnitude, 0 if there are none. */
  default float maxMagnitude() {
    return count() == 0 ? 0 : Math.max(Math.abs(min()), Math.abs(max()));
  }

  /** The mean of the magnitudes, 0 if there are none. */
  double meanMagnitude();

  /**
   * The mean, rounded to float32, of the magnitudes above {@code threshold}; 0 if there are none.
   */
  float meanMagnitudeAbove(float threshold);

  /**
   * The statistics of {@code x[from, to)}; {@code x} is read when asked and must not change until
   * then.
   */
  static Values of(float[] x, int from, int to) {
    return new ArrayValues(x, from, to);
  }
}
