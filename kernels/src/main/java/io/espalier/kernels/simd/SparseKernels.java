package io.espalier.kernels.simd;

import io.espalier.kernels.matrix.Finish;
import io.espalier.kernels.matrix.SparseWeights;

/**
 * The product of few weights with 16 interleaved images: every weight that is not zero is
 * multiplied with 16 images at once. Sums run over their terms in order, as those of {@link
 * ProductKernels}.
 */
public interface SparseKernels {
  /**
   * y[(r · outputs + o) · 16 + i] = finish(Σ x[at(sources[first + r] + offset) + i] · weight) over
   * the terms of output o, for 8 rows r and 16 images i, where at is {@link
   * io.espalier.kernels.matrix.Interleaved#at}.
   *
   * @param sources where rows begin in an image
   * @param first the first of 8 rows
   * @param x interleaved images
   * @param weights what is not zero
   * @param finish applied to each sum
   * @param y [8 × outputs × 16]
   */
  void product(
      int[] sources, int first, float[] x, SparseWeights weights, Finish finish, float[] y);
}
