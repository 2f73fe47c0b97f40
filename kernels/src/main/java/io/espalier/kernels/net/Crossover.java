package io.espalier.kernels.net;

import io.espalier.kernels.matrix.Rows;

/**
 * What skipping zeros costs, as a part of the time of whole panels: a fixed table, because a trial
 * must not depend on what a clock said. Measured by {@link io.espalier.kernels.bench.SparseBench}
 * on an AMD EPYC with 512-bit vectors, convolutions of 32 to 128 channels.
 */
final class Crossover {
  /** Up to this many images interleaving 16 of them is not worth it. */
  static final int MOST_SINGLE_IMAGES = 8;

  /**
   * A strip fills half a tile, so it loses a little on each term that it does not skip: 0.91 to
   * 1.05 times as fast at density 0.7, 1.07 to 1.24 at 0.6, 2.4 to 2.6 at 0.25.
   */
  private static final double CONVOLUTION_STRIPS = 0.65;

  /** Dense layers, which stream their weights: 0.92 to 0.99 at 0.6 and 1.14 to 1.21 at 0.5. */
  private static final double DENSE_STRIPS = 0.55;

  /** Each multiply-add of interleaved images reads a vector, mostly from the second cache. */
  private static final double INTERLEAVED_TERM = 3.3;

  /** Reading and writing one channel in another order, in multiply-adds of whole panels. */
  private static final double INTERLEAVING = 34;

  private static final double INTERLEAVED_FIXED = 0.06;

  private Crossover() {}

  /** The largest part of its strips' terms that a panel may keep to be cut into strips. */
  static double strips(Geometry geometry) {
    return geometry.output().pixels() == 1 ? DENSE_STRIPS : CONVOLUTION_STRIPS;
  }

  /** The time of strips that keep this part of their terms. */
  static double stripsTime(double kept) {
    return 0.05 + 1.1 * kept;
  }

  /**
   * The time of interleaved images.
   *
   * @param density the part of the weights that is not zero
   * @param groups runs of 16 images that share a row table
   */
  static double interleavedTime(Geometry geometry, double density, int groups) {
    int rows = groups * geometry.output().pixels();
    double waste = (double) Rows.upToTile(rows) / rows;
    int taps = geometry.window().height() * geometry.window().width();
    double reordered = 1.0 / geometry.groupOut() + 1.0 / geometry.groupIn();
    return INTERLEAVED_FIXED + INTERLEAVING * reordered / taps + INTERLEAVED_TERM * waste * density;
  }
}
