package io.espalier.compression.prune;

import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;

/**
 * ½ h w², what the loss grows by if w goes (LeCun, Denker and Solla 1990, Optimal Brain Damage). h
 * is the diagonal of the empirical Fisher matrix, the mean squared gradient: of single images by
 * default; networks with batch norm want larger batches.
 */
@Named("hessian-diagonal")
@Meaning("½ h w², h the Hessian's diagonal by the empirical Fisher")
public record HessianDiagonal(
    @Meaning("batches that are averaged over") @Default("512") int batches,
    @Meaning("training images a batch") @Default("1") int batchSize)
    implements GradientCriterion {
  /** Checks the counts. */
  public HessianDiagonal {
    GradientCriterion.check(1, batches, batchSize);
  }

  @Override
  public Average average() {
    return Average.SQUARED_GRADIENT;
  }

  @Override
  public float[] score(float[] weights, float[] average) {
    float[] scores = new float[weights.length];
    for (int i = 0; i < weights.length; i++) {
      scores[i] = 0.5f * average[i] * weights[i] * weights[i];
    }
    return scores;
  }
}
