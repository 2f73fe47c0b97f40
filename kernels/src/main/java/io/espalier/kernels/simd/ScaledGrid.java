package io.espalier.kernels.simd;

/**
 * Multiples of any step: q · scale for low ≤ q ≤ high. Quotient and product are float32, halves go
 * to even, zero is +0, a product that overflows becomes the largest float32.
 *
 * @param scale the step, at least 2^−126
 * @param low the smallest q
 * @param high the largest q
 */
public record ScaledGrid(float scale, int low, int high) implements ElementGrid {
  /** Checks the step. */
  public ScaledGrid {
    if (!(scale >= Float.MIN_NORMAL && scale <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException("scale must be a normal float32 above 0, got " + scale);
    }
  }

  @Override
  public float round(float x) {
    if (Float.isNaN(x)) {
      return Float.NaN;
    }
    float quotient = Math.copySign(ElementGrid.magnitude(x), x) / scale;
    float q = (float) Math.min(Math.max(Math.rint(quotient), low), high);
    float product = q * scale + 0f;
    return Math.copySign(ElementGrid.magnitude(product), product);
  }
}
