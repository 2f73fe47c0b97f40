package io.espalier.kernels.simd;

import io.espalier.kernels.matrix.Finish;
import io.espalier.kernels.matrix.Panel;
import io.espalier.kernels.matrix.Rows;
import io.espalier.kernels.matrix.Strips;
import io.espalier.kernels.matrix.Tile;

/**
 * The two products that networks are made of. Every sum runs over its terms in order, each term by
 * one fused multiply-add, so that all implementations give the same bits.
 */
public interface ProductKernels {
  /**
   * y[yFrom + targets[i] + channel + j] = finish(Σ_k x[xFrom + sources[i] + offsets[k]] ·
   * weights[k][j]) for the first {@code count} rows i (rounded up to whole tiles) and the panel's
   * outputs j.
   *
   * @param rows where rows begin in x and y
   * @param count rows wanted, at most {@code rows.count()}
   * @param x values
   * @param xFrom added to every source
   * @param panel weights, offsets and the outputs they belong to
   * @param finish applied to each sum
   * @param y results
   * @param yFrom added to every target
   */
  void product(
      Rows rows, int count, float[] x, int xFrom, Panel panel, Finish finish, float[] y, int yFrom);

  /**
   * c[target + r · pitch + j] += Σ_p a[aFrom + sources[p] + left[r]] · b[bFrom + targets[p] + right
   * + j], p in [from, to): the tile of a sum of outer products. Eight values of a and 32 of b are
   * read for each p whatever the tile stores.
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

  /**
   * Copies the left factors of the terms p in [from, to): value k of term p is a[aFrom + sources[p]
   * + k].
   */
  void strips(Rows pairs, int from, int to, float[] a, int aFrom, Strips strips);

  /**
   * As {@link #outer(Rows, int, int, float[], int, float[], int, Tile, float[], int)} for left
   * factors that {@link #strips} copied: {@code tile.left()} are neighbouring values of one strip.
   * The bits are those of the same sum over what was copied.
   */
  void outer(
      Strips left,
      Rows pairs,
      int from,
      int to,
      float[] b,
      int bFrom,
      Tile tile,
      float[] c,
      int pitch);
}
