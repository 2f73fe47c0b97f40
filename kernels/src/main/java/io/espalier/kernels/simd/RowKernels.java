package io.espalier.kernels.simd;

/**
 * Elementwise and per-channel loops over runs of activations. {@code channels} is the stored
 * channel count of a pixel and a multiple of 16; every per-channel array holds as many values.
 * Plain runs may have any length. All sums run over pixels in order, so that all implementations
 * give the same bits.
 */
public interface RowKernels {
  /** y = max(floor, x · scale + shift), one rounding, NaN kept; x and y may be the same run. */
  void affine(
      float[] x,
      int xFrom,
      float[] y,
      int yFrom,
      int pixels,
      int channels,
      float[] scale,
      float[] shift,
      float floor);

  /** y += x over {@code n} values. */
  void add(float[] x, int xFrom, float[] y, int yFrom, int n);

  /** y = x · factors over {@code n} values. */
  void multiply(float[] x, int xFrom, float[] factors, int from, float[] y, int yFrom, int n);

  /** y = the larger of x and y over {@code n} values; y where they are equal. */
  void max(float[] x, int xFrom, float[] y, int yFrom, int n);

  /**
   * y = the largest of each 2 × 2 block of pixels; ties go to the first in row order.
   *
   * @param upper where the upper row of 2 · {@code pixels} pixels begins in x
   * @param lower where the lower row begins in x
   */
  void max2x2(float[] x, int upper, int lower, float[] y, int yFrom, int pixels, int channels);

  /**
   * The gradient of {@link #max2x2}: dx takes dy at the first pixel of each block that holds its
   * maximum, 0 elsewhere. {@code upper} and {@code lower} are those of x; dUpper, dLower of dx.
   */
  void route2x2(
      float[] x,
      int upper,
      int lower,
      float[] y,
      int yFrom,
      float[] dy,
      int dyFrom,
      float[] dx,
      int dUpper,
      int dLower,
      int pixels,
      int channels);

  /** dy = 0 wherever y is not above 0: the gradient of a ReLU from its output, in place. */
  void gate(float[] y, int yFrom, float[] dy, int dyFrom, int n);

  /** Whether none of {@code n} values is infinite or NaN. */
  boolean isFinite(float[] x, int from, int n);

  /** sums[c] += Σ x[c] over {@code pixels}. */
  void sum(float[] x, int xFrom, int pixels, int channels, float[] sums);

  /** sums[c] += Σ (x[c] − mean[c])² over {@code pixels}. */
  void squares(float[] x, int xFrom, int pixels, int channels, float[] mean, float[] sums);

  /** sums[c] += Σ dy[c] · (x[c] − mean[c]) over {@code pixels}. */
  void moments(
      float[] x,
      int xFrom,
      float[] dy,
      int dyFrom,
      int pixels,
      int channels,
      float[] mean,
      float[] sums);

  /**
   * dx = dy · scale + ((x − mean) · slope + shift), two fused steps: batch norm's input gradient.
   */
  void denormalize(
      float[] x,
      int xFrom,
      float[] dy,
      int dyFrom,
      float[] dx,
      int dxFrom,
      int pixels,
      int channels,
      NormGradient gradient);

  /** The per-channel numbers of {@link #denormalize}; the arrays are rewritten each batch. */
  record NormGradient(float[] mean, float[] scale, float[] slope, float[] shift) {
    /** Zeros. */
    public static NormGradient of(int channels) {
      return new NormGradient(
          new float[channels], new float[channels], new float[channels], new float[channels]);
    }
  }
}
