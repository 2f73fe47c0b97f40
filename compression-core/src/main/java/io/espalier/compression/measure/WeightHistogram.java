package io.espalier.compression.measure;

import java.util.List;
import java.util.stream.LongStream;

/**
 * The weights of one layer at one point of a compression, counted in bins of equal width.
 *
 * @param stage when
 * @param index the layer's place among the convolutions and dense layers, from 0
 * @param layer its name
 * @param zeros weights that are zero; they are in no bin
 * @param low the least weight that is not zero; 0 if all are
 * @param high the greatest one, likewise
 * @param counts of the weights that are not zero in {@value #BINS} bins over [low, high], the last
 *     one closed; all 0 if there is none
 */
public record WeightHistogram(
    Stage stage, int index, String layer, long zeros, float low, float high, List<Long> counts) {
  /** How many bins there are. */
  public static final int BINS = 64;

  /** Points of a compression. */
  public enum Stage {
    /** Before the first step. */
    BEFORE,
    /** After the last step that pruned weights or cut channels out. */
    PRUNED,
    /** After the last step that trained. */
    RETRAINED
  }

  /** Copies the counts. */
  public WeightHistogram {
    counts = List.copyOf(counts);
    if (counts.size() != BINS) {
      throw new IllegalArgumentException(
          "a histogram has " + BINS + " counts, got " + counts.size());
    }
  }

  /**
   * Counts.
   *
   * @param weights in any order; those that are not finite are in no bin
   */
  public static WeightHistogram of(Stage stage, int index, String layer, float[] weights) {
    float low = Float.POSITIVE_INFINITY;
    float high = Float.NEGATIVE_INFINITY;
    long zeros = 0;
    for (float weight : weights) {
      zeros += weight == 0 ? 1 : 0;
      low = isCounted(weight) ? Math.min(low, weight) : low;
      high = isCounted(weight) ? Math.max(high, weight) : high;
    }
    if (low > high) {
      return new WeightHistogram(stage, index, layer, zeros, 0, 0, boxed(new long[BINS]));
    }
    return new WeightHistogram(
        stage, index, layer, zeros, low, high, boxed(counts(weights, low, high)));
  }

  private static boolean isCounted(float weight) {
    return weight != 0 && Float.isFinite(weight);
  }

  private static long[] counts(float[] weights, float low, float high) {
    long[] counts = new long[BINS];
    double scale = high > low ? BINS / ((double) high - low) : 0;
    for (float weight : weights) {
      if (isCounted(weight)) {
        counts[Math.min(BINS - 1, (int) (((double) weight - low) * scale))]++;
      }
    }
    return counts;
  }

  private static List<Long> boxed(long[] counts) {
    return LongStream.of(counts).boxed().toList();
  }

  /** Weights in the bins. */
  public long kept() {
    return counts.stream().mapToLong(Long::longValue).sum();
  }
}
