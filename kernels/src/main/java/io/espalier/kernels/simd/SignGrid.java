package io.espalier.kernels.simd;

/**
 * Two levels told apart by the sign.
 *
 * @param negative what values below zero become
 * @param other what zeros of either sign and values above zero become
 */
public record SignGrid(float negative, float other) implements ElementGrid {
  @Override
  public float round(float x) {
    return Float.isNaN(x) ? Float.NaN : x >= 0 ? other : negative;
  }
}
