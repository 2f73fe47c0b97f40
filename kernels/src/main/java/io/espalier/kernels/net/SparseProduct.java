package io.espalier.kernels.net;

import io.espalier.kernels.matrix.Finish;
import io.espalier.kernels.matrix.Interleaved;
import io.espalier.kernels.matrix.Panel;
import io.espalier.kernels.matrix.Rows;
import io.espalier.kernels.matrix.SparseWeights;
import io.espalier.kernels.simd.SparseKernels;
import java.util.Arrays;
import java.util.List;

/**
 * A product of few weights: images are interleaved 16 at a time as far as the next pixels need
 * them, the weights that are not zero run over them, and finished pixels are parted again. Mutable.
 */
final class SparseProduct {
  private static final int IMAGES = Interleaved.IMAGES;

  private final SparseKernels kernels;
  private final SparseWeights weights;
  private final Layout in;
  private final Layout out;
  private final int pixels;
  private final int groups;
  private final Rows rows;
  private final int reach;
  private final float[] lanes;
  private final float[] tile;

  /**
   * Takes what is not zero from packed panels.
   *
   * @param groups runs of 16 images that share a row table
   */
  SparseProduct(
      Geometry geometry,
      Layout in,
      Layout out,
      List<Panel> panels,
      int groups,
      SparseKernels kernels) {
    this.kernels = kernels;
    this.in = in;
    this.out = out;
    weights = SparseWeights.of(panels);
    pixels = geometry.output().pixels();
    this.groups = groups;
    rows = geometry.forwardRows(in, out, groups);
    reach = Arrays.stream(weights.offsets()).max().orElse(0) + 1;
    lanes = Interleaved.array(groups * in.image() + reach);
    tile = new float[Rows.TILE * weights.outputs() * IMAGES];
  }

  /** How many runs of 16 images share a row table. */
  static int groups(Geometry geometry, int capacity) {
    int most = (capacity + IMAGES - 1) / IMAGES;
    return Geometry.imagesPerTable(geometry.output().pixels(), most);
  }

  /** Computes the first {@code count} images. */
  void run(Tensor x, int count, Finish finish, Tensor y) {
    for (int n = 0; n < count; n += groups * IMAGES) {
      int some = Math.min(groups * IMAGES, count - n);
      int present = (some + IMAGES - 1) / IMAGES;
      int joined = 0;
      for (int i = 0; i < present * pixels; i += Rows.TILE) {
        joined = join(x, n, some, joined, present, i);
        kernels.product(rows.sources(), i, lanes, weights, finish, tile);
        part(y, n, some, i);
      }
    }
  }

  /** Interleaves up to the last value that a tile reads; returns how far. */
  private int join(Tensor x, int n, int count, int joined, int present, int row) {
    int needed = joined;
    for (int r = row; r < row + Rows.TILE; r++) {
      needed = Math.max(needed, rows.sources()[r] + reach);
    }
    needed = Math.min(needed, present * in.image());
    int from = joined;
    while (from < needed) {
      int group = from / in.image();
      int to = Math.min(needed, (group + 1) * in.image());
      int first = group * IMAGES;
      int source = x.image(n + first) + from - group * in.image();
      int images = Math.min(IMAGES, count - first);
      Interleaved.join(
          x.values(), source, in.image(), images, to - from, lanes, Interleaved.at(from));
      from = to;
    }
    return needed;
  }

  /** Parts a tile; neighbouring pixels in one piece. */
  private void part(Tensor y, int n, int count, int row) {
    int outputs = weights.outputs();
    int[] targets = rows.targets();
    int r = 0;
    while (r < Rows.TILE) {
      int run = 1;
      int target = targets[row + r];
      // The next group's first pixel may follow in the table, but its images lie elsewhere.
      int end = (target / out.image() + 1) * out.image();
      while (r + run < Rows.TILE
          && targets[row + r + run] == target + run * outputs
          && targets[row + r + run] < end) {
        run++;
      }
      part(y, n, count, target, r, run * outputs);
      r += run;
    }
  }

  private void part(Tensor y, int n, int count, int target, int row, int values) {
    int group = target / out.image();
    int first = group * IMAGES;
    Interleaved.part(
        tile,
        row * weights.outputs() * IMAGES,
        y.values(),
        y.image(n + first) + target - group * out.image(),
        out.image(),
        Math.min(IMAGES, count - first),
        values);
  }
}
