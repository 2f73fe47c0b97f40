package io.espalier.kernels.net;

import io.espalier.kernels.matrix.BundledWeights;
import io.espalier.kernels.matrix.Finish;
import io.espalier.kernels.matrix.Interleaved;
import io.espalier.kernels.matrix.Panel;
import io.espalier.kernels.matrix.SparseWeights;
import io.espalier.kernels.simd.SparseKernels;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A product of few weights: rows of 16 images are interleaved as they are needed, the weights that
 * are not zero run over 8 neighbouring pixels of them, or, where there is one pixel, those of 8
 * outputs over it, and finished pixels are parted again. Mutable.
 */
final class SparseProduct {
  private static final int IMAGES = Interleaved.IMAGES;
  private static final int PLACES = Interleaved.PLACES;

  /** Outputs computed before they are parted: their tile stays in the first cache. */
  private static final int OUTPUTS = 32;

  private final SparseKernels kernels;
  private final SparseWeights weights;
  private final Optional<BundledWeights> bundles;
  private final Geometry geometry;
  private final Layout in;
  private final Layout out;
  private final int groups;
  private final Band band;
  private final float[] lanes;
  private final float[] tile;

  /** The first row stored, counted in windows' rows, and the first not stored. */
  private int stored;

  private int joined;

  /** Takes what is not zero from packed panels. */
  SparseProduct(
      Geometry geometry,
      Layout in,
      Layout out,
      int capacity,
      List<Panel> panels,
      SparseKernels kernels) {
    this.kernels = kernels;
    this.geometry = geometry;
    this.in = in;
    this.out = out;
    groups = groups(geometry, capacity);
    band = Band.of(geometry, groups);
    weights =
        SparseWeights.of(panels, geometry.output().channels(), offset -> band.place(in, offset));
    bundles =
        geometry.output().pixels() == 1
            ? Optional.of(BundledWeights.of(weights))
            : Optional.empty();
    lanes = band.array();
    int outputs = bundles.map(all -> all.bundles() * BundledWeights.WIDTH).orElse(OUTPUTS * PLACES);
    tile = new float[outputs * IMAGES];
  }

  /** Runs of 16 images side by side: several where one has fewer columns than a kernel computes. */
  static int groups(Geometry geometry, int capacity) {
    int most = (capacity + IMAGES - 1) / IMAGES;
    boolean narrow = geometry.output().width() < PLACES && geometry.output().pixels() > 1;
    return narrow ? Math.min(most, PLACES) : 1;
  }

  /** Computes the first {@code count} images. */
  void run(Tensor x, int count, Finish finish, Tensor y) {
    for (int n = 0; n < count; n += groups * IMAGES) {
      int some = Math.min(groups * IMAGES, count - n);
      stored = 0;
      joined = 0;
      for (int row = 0; row < geometry.output().height(); row++) {
        int top = row * geometry.window().strideHeight();
        join(x, n, some, top, top + geometry.window().spanHeight());
        int from = Interleaved.START + (top - stored) * band.row();
        if (bundles.isPresent()) {
          onePlace(bundles.get(), finish, y, n, some, from);
        } else {
          row(finish, y, n, some, row, from);
        }
      }
    }
  }

  /** Interleaves the rows [from, to) of windows, and keeps those that are there. */
  private void join(Tensor x, int n, int count, int from, int to) {
    if (to > stored + band.rows()) {
      if (joined > from) {
        System.arraycopy(
            lanes,
            Interleaved.START + (from - stored) * band.row(),
            lanes,
            Interleaved.START,
            (joined - from) * band.row());
      }
      stored = from;
    }
    for (joined = Math.max(joined, from); joined < to; joined++) {
      joinRow(x, n, count, joined - geometry.window().padding().top());
    }
  }

  private void joinRow(Tensor x, int n, int count, int y) {
    int to = Interleaved.START + (joined - stored) * band.row();
    if (y < 0 || y >= in.shape().height()) {
      Arrays.fill(lanes, to, to + band.row(), 0);
      return;
    }
    int left = geometry.window().padding().left();
    int columns = Math.min(in.shape().width() + left, band.width() * band.stride());
    for (int i = 0; i < count; i += IMAGES) {
      for (int column = left; column < columns; column++) {
        kernels.transpose(
            x.values(),
            x.image(n + i) + in.at(y, column - left),
            in.image(),
            Math.min(IMAGES, count - i),
            band.channels(),
            lanes,
            to + band.at(0, 0, column, i / IMAGES),
            band.channel());
      }
    }
  }

  /** One row of outputs, 8 places at a time; the last ones again where they are not multiples. */
  private void row(Finish finish, Tensor y, int n, int count, int row, int from) {
    int width = geometry.output().width();
    int places = ((count - 1) / IMAGES) * band.width() + width;
    for (int place = 0; place < places; place += PLACES) {
      int first = places < PLACES || groups > 1 ? place : Math.min(place, places - PLACES);
      for (int o = 0; o < weights.outputs(); o += OUTPUTS) {
        int end = Math.min(o + OUTPUTS, weights.outputs());
        kernels.product(lanes, from + first * IMAGES, weights, o, end, finish, tile);
        part(y, n, count, row, first, o, end);
      }
    }
  }

  private void onePlace(BundledWeights all, Finish finish, Tensor y, int n, int count, int from) {
    kernels.product(lanes, from, all, finish, tile);
    int to = y.image(n) + out.at(0, 0);
    kernels.transpose(tile, 0, IMAGES, all.outputs(), count, y.values(), to, out.image());
  }

  private void part(Tensor y, int n, int count, int row, int place, int first, int end) {
    for (int p = 0; p < PLACES; p++) {
      int i = (place + p) / band.width() * IMAGES;
      int column = (place + p) % band.width();
      if (i < count && column < geometry.output().width()) {
        kernels.transpose(
            tile,
            p * IMAGES,
            PLACES * IMAGES,
            end - first,
            Math.min(IMAGES, count - i),
            y.values(),
            y.image(n + i) + out.at(row, column) + first,
            out.image());
      }
    }
  }
}
