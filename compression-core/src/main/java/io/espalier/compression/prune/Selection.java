package io.espalier.compression.prune;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Turns scores into masks: exactly so many of the lowest go, of equal scores the first ones. */
public final class Selection {
  private static final int HIGH = 16;
  private static final int BUCKETS = 1 << HIGH;

  private Selection() {}

  /** How many of {@code weights} a sparsity prunes: the nearest whole number, halves upwards. */
  public static long prunedCount(long weights, double sparsity) {
    return Math.round(sparsity * weights);
  }

  /**
   * The mask of one layer.
   *
   * @param scores finite, at least 0, one a weight
   * @param sparsity the fraction to prune, in [0, 1)
   */
  public static Mask lowest(float[] scores, double sparsity) {
    return lowest(List.of(scores), sparsity).get(0);
  }

  /**
   * One mask a layer, the lowest scores looked for over all layers at once.
   *
   * @param scores a layer each: finite, at least 0
   * @param sparsity the fraction of all weights together to prune, in [0, 1)
   */
  public static List<Mask> lowest(List<float[]> scores, double sparsity) {
    checkSparsity(sparsity);
    scores.forEach(Selection::checkScores);
    long total = scores.stream().mapToLong(layer -> layer.length).sum();
    return below(scores, cut(scores, prunedCount(total, sparsity)));
  }

  static void checkSparsity(double sparsity) {
    if (!(sparsity >= 0 && sparsity < 1)) {
      throw new IllegalArgumentException("sparsity must be in [0, 1), got " + sparsity);
    }
  }

  private static void checkScores(float[] scores) {
    for (int i = 0; i < scores.length; i++) {
      if (!(scores[i] >= 0 && scores[i] <= Float.MAX_VALUE)) {
        throw new IllegalArgumentException(
            "scores must be finite and at least 0, got " + scores[i] + " at " + i);
      }
    }
  }

  /** All scores below {@code score} go, and the first {@code ties} that equal it. */
  private record Cut(int score, long ties) {}

  /**
   * Two passes of counting over the bits: non-negative floats are ordered as their bits are. Linear
   * in the number of weights, where sorting would dominate a short trial.
   */
  private static Cut cut(List<float[]> scores, long pruned) {
    long[] counts = new long[BUCKETS];
    for (float[] layer : scores) {
      for (float score : layer) {
        counts[Float.floatToRawIntBits(score) >>> (Integer.SIZE - HIGH)]++;
      }
    }
    long left = pruned;
    int high = 0;
    while (high < BUCKETS - 1 && left >= counts[high]) {
      left -= counts[high++];
    }
    return cutWithin(scores, high, left);
  }

  private static Cut cutWithin(List<float[]> scores, int high, long pruned) {
    long[] counts = new long[BUCKETS];
    for (float[] layer : scores) {
      for (float score : layer) {
        int bits = Float.floatToRawIntBits(score);
        if (bits >>> (Integer.SIZE - HIGH) == high) {
          counts[bits & (BUCKETS - 1)]++;
        }
      }
    }
    long left = pruned;
    int low = 0;
    while (low < BUCKETS - 1 && left >= counts[low]) {
      left -= counts[low++];
    }
    return new Cut(high << (Integer.SIZE - HIGH) | low, left);
  }

  private static List<Mask> below(List<float[]> scores, Cut cut) {
    List<Mask> masks = new ArrayList<>();
    long ties = cut.ties();
    for (float[] layer : scores) {
      BitSet kept = new BitSet(layer.length);
      for (int i = 0; i < layer.length; i++) {
        int bits = Float.floatToRawIntBits(layer[i]);
        boolean goes = bits < cut.score() || (bits == cut.score() && ties > 0);
        if (goes && bits == cut.score()) {
          ties--;
        }
        kept.set(i, !goes);
      }
      masks.add(Mask.of(kept, layer.length));
    }
    return masks;
  }
}
