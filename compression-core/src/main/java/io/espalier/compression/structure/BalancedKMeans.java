package io.espalier.compression.structure;

import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * K-means with clusters of one size: Lloyd's algorithm whose assignment fills the clusters from the
 * nearest pair of filter and centre on, first centres far apart (k-means++: Arthur and
 * Vassilvitskii 2007). Of several starts the one with the least sum of squared distances counts, of
 * equal ones the first.
 */
final class BalancedKMeans {
  private static final int STARTS = 8;
  private static final int ITERATIONS = 50;

  private final double[][] points;
  private final int groups;

  private BalancedKMeans(double[][] points, int groups) {
    this.points = points;
    this.groups = groups;
  }

  /** The filters, cluster by cluster, ascending within each; clusters by their first filter. */
  static int[] order(KernelNorms norms, int groups, long seed) {
    double[][] points =
        IntStream.range(0, norms.outputs()).mapToObj(norms::filter).toArray(double[][]::new);
    BalancedKMeans clusters = new BalancedKMeans(points, groups);
    SplittableRandom random = new SplittableRandom(seed);
    int[] best = {};
    double least = Double.POSITIVE_INFINITY;
    for (int start = 0; start < STARTS; start++) {
      int[] assigned = clusters.converge(random);
      double spread = clusters.spread(assigned);
      if (spread < least) {
        least = spread;
        best = assigned;
      }
    }
    return listed(best, groups);
  }

  private static int[] listed(int[] assigned, int groups) {
    int[] first = new int[groups];
    for (int i = assigned.length - 1; i >= 0; i--) {
      first[assigned[i]] = i;
    }
    return IntStream.range(0, assigned.length)
        .boxed()
        .sorted(Comparator.comparingInt(i -> first[assigned[i]]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private int[] converge(SplittableRandom random) {
    int[] assigned = assign(farApart(random));
    for (int i = 0; i < ITERATIONS; i++) {
      int[] next = assign(centres(assigned));
      if (Arrays.equals(next, assigned)) {
        return assigned;
      }
      assigned = next;
    }
    return assigned;
  }

  /** Centres among the points, each drawn in proportion to its squared distance to the others. */
  private double[][] farApart(SplittableRandom random) {
    double[][] centres = new double[groups][];
    double[] nearest = new double[points.length];
    Arrays.fill(nearest, 1);
    for (int k = 0; k < groups; k++) {
      centres[k] = points[drawn(nearest, random)];
      for (int i = 0; i < points.length; i++) {
        double distance = distance(points[i], centres[k]);
        nearest[i] = k == 0 ? distance : Math.min(nearest[i], distance);
      }
    }
    return centres;
  }

  private static int drawn(double[] shares, SplittableRandom random) {
    double left = random.nextDouble() * Arrays.stream(shares).sum();
    for (int i = 0; i < shares.length; i++) {
      left -= shares[i];
      if (left < 0) {
        return i;
      }
    }
    return shares.length - 1;
  }

  private int[] assign(double[][] centres) {
    double[] distances = new double[points.length * groups];
    for (int i = 0; i < distances.length; i++) {
      distances[i] = distance(points[i / groups], centres[i % groups]);
    }
    int[] assigned = new int[points.length];
    Arrays.fill(assigned, -1);
    int[] free = new int[groups];
    Arrays.fill(free, points.length / groups);
    IntStream.range(0, distances.length)
        .boxed()
        .sorted(Comparator.comparingDouble(pair -> distances[pair]))
        .forEach(
            pair -> {
              if (assigned[pair / groups] < 0 && free[pair % groups] > 0) {
                assigned[pair / groups] = pair % groups;
                free[pair % groups]--;
              }
            });
    return assigned;
  }

  private double[][] centres(int[] assigned) {
    double[][] centres = new double[groups][points[0].length];
    int each = points.length / groups;
    for (int i = 0; i < points.length; i++) {
      for (int j = 0; j < points[i].length; j++) {
        centres[assigned[i]][j] += points[i][j] / each;
      }
    }
    return centres;
  }

  private double spread(int[] assigned) {
    double[][] centres = centres(assigned);
    double sum = 0;
    for (int i = 0; i < points.length; i++) {
      sum += distance(points[i], centres[assigned[i]]);
    }
    return sum;
  }

  private static double distance(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return sum;
  }
}
