package io.espalier.kernels.net;

import java.util.List;

/**
 * What skipping zeros costs, as a part of the time of whole panels, by a fixed table: a trial must
 * not depend on what a clock said. {@link io.espalier.kernels.bench.SparseBench} measures the table
 * of {@link SparseTimes}; a layer goes by the measured shape that is most alike.
 */
final class Crossover {
  /** Up to this many images interleaving 16 of them is not worth it. */
  static final int MOST_SINGLE_IMAGES = 8;

  /**
   * Zeros are skipped where that was measured to take less than this: two runs differ by as much.
   */
  static final double WORTH = 0.95;

  /** More than any difference of extents: layers of one pixel have a kernel of their own. */
  private static final double OTHER_KERNEL = 1000;

  private final SparseTimes.Measured like;

  private Crossover(SparseTimes.Measured like) {
    this.like = like;
  }

  /** The rule for one layer in a program that infers up to {@code capacity} images at once. */
  static Crossover of(Geometry geometry, int capacity) {
    List<SparseTimes.Measured> shapes = SparseTimes.ALL;
    SparseTimes.Measured best = shapes.get(0);
    for (SparseTimes.Measured shape : shapes) {
      if (distance(shape, geometry, capacity) < distance(best, geometry, capacity)) {
        best = shape;
      }
    }
    return new Crossover(best);
  }

  /** Doublings between two layers' channels, kernel positions and, twice, used places. */
  private static double distance(SparseTimes.Measured shape, Geometry geometry, int capacity) {
    Geometry other = shape.geometry();
    boolean sameKernel = (other.output().pixels() == 1) == (geometry.output().pixels() == 1);
    return (sameKernel ? 0 : OTHER_KERNEL)
        + doublings(other.groupIn(), geometry.groupIn())
        + doublings(other.groupOut(), geometry.groupOut())
        + doublings(taps(other), taps(geometry))
        + 2 * doublings(usedPlaces(other, shape.images()), usedPlaces(geometry, capacity));
  }

  private static double doublings(double a, double b) {
    return Math.abs(Math.log(a / b)) / Math.log(2);
  }

  private static int taps(Geometry geometry) {
    return geometry.window().height() * geometry.window().width();
  }

  /** The part of what the kernel of interleaved images computes that is used. */
  static double usedPlaces(Geometry geometry, int capacity) {
    if (geometry.output().pixels() == 1) {
      return capacity / (16.0 * ((capacity + 15) / 16));
    }
    int groups = SparseProduct.groups(geometry, capacity);
    int width = Band.of(geometry, groups).width();
    int places = (groups - 1) * width + geometry.output().width();
    int images = Math.min(capacity, groups * 16);
    return geometry.output().width() * images / (16.0 * 8 * ((places + 7) / 8));
  }

  /** The time of interleaved images where this part of the weights is not zero. */
  double singles(double kept) {
    return time(like.singles(), kept);
  }

  /** The time of strips of 16 outputs that keep this part of their terms. */
  double runs(double kept) {
    return time(like.runs(), kept);
  }

  /** Between measured points a line; below the first as there; above the last not worth it. */
  private static double time(List<SparseTimes.Point> points, double kept) {
    SparseTimes.Point before = points.get(0);
    for (SparseTimes.Point point : points) {
      if (kept <= point.kept()) {
        double span = point.kept() - before.kept();
        double part = span == 0 ? 0 : Math.max(0, kept - before.kept()) / span;
        return before.time() + part * (point.time() - before.time());
      }
      before = point;
    }
    return Double.POSITIVE_INFINITY;
  }
}
