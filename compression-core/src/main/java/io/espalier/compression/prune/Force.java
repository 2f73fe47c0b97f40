package io.espalier.compression.prune;

import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;

/**
 * |g w| in iterations of growing sparsity, gradients of the network as masked so far; a weight that
 * was pruned may return (de Jorge et al. 2021, arXiv:2006.09081). With one iteration it is {@link
 * Snip}.
 */
@Named("force")
@Meaning("|g w| in iterations, pruned weights may return")
public record Force(
    @Meaning("in how many iterations the masks are found") @Default("100") int iterations,
    @Meaning("batches that are averaged over") @Default("10") int batches,
    @Meaning("training images a batch") @Default("128") int batchSize)
    implements GradientCriterion {
  /** Checks the counts. */
  public Force {
    GradientCriterion.check(iterations, batches, batchSize);
  }

  @Override
  public Pruned pruned() {
    return Pruned.MAY_RETURN;
  }

  @Override
  public float[] score(float[] weights, float[] average) {
    return GradientCriterion.sensitivity(weights, average);
  }
}
