package io.espalier.compression.quantize;

import io.espalier.kernels.format.Values;

/**
 * Values whose range is cut at ±threshold; all else is said of the whole.
 *
 * @param whole the values as they are
 * @param threshold above 0
 */
record ClippedValues(Values whole, float threshold) implements Values {
  @Override
  public long count() {
    return whole.count();
  }

  @Override
  public float min() {
    return Math.max(whole.min(), -threshold);
  }

  @Override
  public float max() {
    return Math.min(whole.max(), threshold);
  }

  @Override
  public double meanMagnitude() {
    return whole.meanMagnitude();
  }

  @Override
  public float meanMagnitudeAbove(float above) {
    return whole.meanMagnitudeAbove(above);
  }
}
