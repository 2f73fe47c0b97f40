package io.espalier.compression.prune;

import io.espalier.kernels.describe.Meaning;

/**
 * A criterion that asks what the loss does when a weight changes. Scores are not divided by their
 * sum: that leaves their order as it is.
 */
@Meaning("a criterion that looks at gradients of the loss")
public sealed interface GradientCriterion extends Criterion
    permits GradientNorm, HessianDiagonal, Snip, IterativeSnip, Force {
  /** What is averaged over batches. */
  enum Average {
    /** d(mean loss of the batch)/dw. */
    GRADIENT,
    /** Its square. */
    SQUARED_GRADIENT
  }

  /** Whether a weight that one iteration pruned may be kept by a later one. */
  enum Pruned {
    /** It stays pruned. */
    STAYS,
    /** Its score decides anew. */
    MAY_RETURN
  }

  /** Over how many batches. */
  int batches();

  /** Training images a batch, drawn at random. */
  int batchSize();

  /** What is averaged. */
  default Average average() {
    return Average.GRADIENT;
  }

  /** In how many iterations the masks are found, gradients anew in each. */
  default int iterations() {
    return 1;
  }

  /** What becomes of weights that an iteration pruned. */
  default Pruned pruned() {
    return Pruned.STAYS;
  }

  /**
   * A score for each weight of a layer, comparable with those of other layers.
   *
   * @param weights the layer's weights, before any iteration; not written to
   * @param average what {@link #average} names, of the network as masked so far; not written to
   * @return finite scores of at least 0, one a weight
   */
  float[] score(float[] weights, float[] average);

  /** |weights · average|, elementwise. */
  static float[] sensitivity(float[] weights, float[] average) {
    float[] scores = new float[weights.length];
    for (int i = 0; i < weights.length; i++) {
      scores[i] = Math.abs(weights[i] * average[i]);
    }
    return scores;
  }

  /** Checks what every such criterion has. */
  static void check(int iterations, int batches, int batchSize) {
    if (iterations < 1 || iterations > 10_000) {
      throw new IllegalArgumentException("iterations must be in [1, 10000], got " + iterations);
    }
    if (batches < 1) {
      throw new IllegalArgumentException("batches must be at least 1, got " + batches);
    }
    if (batchSize < 1 || batchSize > 65_536) {
      throw new IllegalArgumentException("batch-size must be in [1, 65536], got " + batchSize);
    }
  }
}
