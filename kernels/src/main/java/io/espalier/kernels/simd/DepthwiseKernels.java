package io.espalier.kernels.simd;

import io.espalier.kernels.matrix.Finish;
import io.espalier.kernels.matrix.Panel;
import io.espalier.kernels.matrix.Rows;
import io.espalier.kernels.matrix.Tile;

/**
 * The products of depthwise convolutions, where an output channel sees one input channel, its own:
 * as {@link ProductKernels}, but output j takes the value j places behind each offset. Every sum
 * runs over its terms in order, each term by one fused multiply-add, so that all implementations
 * give the same bits, and those of the full product whose other weights are zeros.
 */
public interface DepthwiseKernels {
  /**
   * y[yFrom + targets[i] + channel + j] = finish(Σ_k x[xFrom + sources[i] + offsets[k] + j] ·
   * weights[k][j]) for the first {@code count} rows i (rounded up to whole tiles) and the panel's
   * outputs j.
   *
   * @param rows where rows begin in x and y
   * @param count rows wanted, at most {@code rows.count()}
   * @param xFrom added to every source
   * @param panel weights, offsets and the outputs they belong to
   * @param finish applied to each sum
   * @param yFrom added to every target
   */
  void product(
      Rows rows, int count, float[] x, int xFrom, Panel panel, Finish finish, float[] y, int yFrom);

  /**
   * c[target + r · pitch + j] += Σ_p a[aFrom + sources[p] + left[r] + j] · b[bFrom + targets[p] +
   * right + j], p in [from, to): the gradient of a tile's kernel positions r and channels j.
   *
   * @param pairs where the factors of term p begin in a (sources) and in b (targets)
   */
  void outer(
      Rows pairs,
      int from,
      int to,
      float[] a,
      int aFrom,
      float[] b,
      int bFrom,
      Tile tile,
      float[] c,
      int pitch);
}
