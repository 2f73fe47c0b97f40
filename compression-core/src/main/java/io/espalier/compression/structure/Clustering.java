package io.espalier.compression.structure;

import io.espalier.kernels.describe.Meaning;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Which output filters of a convolution come into one group. */
public enum Clustering {
  /** Filters whose kernels are strong on the same inputs. */
  @Meaning("balanced k-means on the norms of the kernels")
  BALANCED_K_MEANS,
  /** Neighbours, the control that costs nothing. */
  @Meaning("as they come: the plain order")
  IN_ORDER,
  /** A random permutation, the control that a clustering has to beat. */
  @Meaning("at random: the control that a clustering has to beat")
  RANDOM;

  /**
   * The outputs, group by group, equally many a group.
   *
   * @param groups divides the outputs
   */
  int[] order(KernelNorms norms, int groups, long seed) {
    return switch (this) {
      case BALANCED_K_MEANS -> BalancedKMeans.order(norms, groups, seed);
      case IN_ORDER -> IntStream.range(0, norms.outputs()).toArray();
      case RANDOM -> shuffled(norms.outputs(), new SplittableRandom(seed));
    };
  }

  private static int[] shuffled(int count, SplittableRandom random) {
    int[] order = IntStream.range(0, count).toArray();
    for (int i = count - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int other = order[i];
      order[i] = order[j];
      order[j] = other;
    }
    return order;
  }
}
