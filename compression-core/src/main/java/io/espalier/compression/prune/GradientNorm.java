package io.espalier.compression.prune;

import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;

/** The magnitude |g| of the loss's gradient. */
@Named("gradient-norm")
@Meaning("the magnitude |g| of the loss's gradient")
public record GradientNorm(
    @Meaning("batches that are averaged over") @Default("1") int batches,
    @Meaning("training images a batch") @Default("128") int batchSize)
    implements GradientCriterion {
  /** Checks the counts. */
  public GradientNorm {
    GradientCriterion.check(1, batches, batchSize);
  }

  @Override
  public float[] score(float[] weights, float[] average) {
    float[] scores = new float[weights.length];
    for (int i = 0; i < weights.length; i++) {
      scores[i] = Math.abs(average[i]);
    }
    return scores;
  }
}
