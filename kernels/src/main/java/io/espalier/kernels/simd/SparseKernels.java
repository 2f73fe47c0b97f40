package io.espalier.kernels.simd;

import io.espalier.kernels.matrix.BundledWeights;
import io.espalier.kernels.matrix.Finish;
import io.espalier.kernels.matrix.SparseWeights;

/**
 * The product of few weights with 16 interleaved images: every weight that is not zero is
 * multiplied with 8 places of 16 images at once, or 8 weights with one place. Sums run over their
 * terms in order, as those of {@link ProductKernels}.
 */
public interface SparseKernels {
  /**
   * y[((o − first) · 8 + p) · 16 + i] = finish(Σ x[from + offset + 16 p + i] · weight) over the
   * terms of output o in [first, end), for 8 places p and 16 images i.
   *
   * @param x interleaved images
   * @param from the first place
   * @param weights what is not zero
   * @param finish applied to each sum
   * @param y [(end − first) × 8 × 16]
   */
  void product(
      float[] x, int from, SparseWeights weights, int first, int end, Finish finish, float[] y);

  /**
   * y[o · 16 + i] = finish(Σ x[from + offset + i] · weight) over the terms of output o for one
   * place of 16 images i.
   *
   * @param x interleaved images, finite
   * @param weights what is not zero
   * @param finish applied to each sum
   * @param y [bundles × 8 × 16]
   */
  void product(float[] x, int from, BundledWeights weights, Finish finish, float[] y);

  /**
   * y[to + c · yPitch + r] = x[from + r · pitch + c] for r in [0, rows) and c in [0, columns): how
   * images are interleaved and parted again.
   */
  void transpose(
      float[] x, int from, int pitch, int rows, int columns, float[] y, int to, int yPitch);
}
