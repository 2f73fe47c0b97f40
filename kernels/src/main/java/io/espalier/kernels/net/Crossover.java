package io.espalier.kernels.net;

/**
 * Where skipping zeros begins to pay: a fixed table, because a trial must not depend on what a
 * clock said. Measured by {@link io.espalier.kernels.bench.SparseBench} on an AMD EPYC with 512-bit
 * vectors.
 */
final class Crossover {
  /**
   * A strip uses half a tile, so it loses a little on each term that it does not skip: convolutions
   * from 32 to 128 channels ran 0.91 to 1.05 times as fast at density 0.7 and 1.07 to 1.24 at 0.6.
   */
  private static final double CONVOLUTION_STRIPS = 0.65;

  /** Dense layers, which stream their weights: 0.92 to 0.99 at 0.6 and 1.14 to 1.21 at 0.5. */
  private static final double DENSE_STRIPS = 0.55;

  private Crossover() {}

  /** The largest part of its strips' terms that a panel may keep to be cut into strips. */
  static double strips(Geometry geometry) {
    return geometry.output().pixels() == 1 ? DENSE_STRIPS : CONVOLUTION_STRIPS;
  }
}
