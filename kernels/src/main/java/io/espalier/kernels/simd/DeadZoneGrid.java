package io.espalier.kernels.simd;

/**
 * Three levels: −level, +0, +level; a value is +0 unless its magnitude exceeds the threshold.
 *
 * @param threshold not negative
 * @param level not negative
 */
public record DeadZoneGrid(float threshold, float level) implements ElementGrid {
  @Override
  public float round(float x) {
    if (Float.isNaN(x)) {
      return Float.NaN;
    }
    return x > threshold ? level : x < -threshold ? 0f - level : 0f;
  }
}
