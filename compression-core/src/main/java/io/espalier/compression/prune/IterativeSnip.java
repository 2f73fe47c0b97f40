package io.espalier.compression.prune;

import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;

/**
 * |g w| in iterations of growing sparsity, gradients of the network as masked so far; what is
 * pruned stays pruned (de Jorge et al. 2021, arXiv:2006.09081). With one iteration it is {@link
 * Snip}.
 */
@Named("iterative-snip")
@Meaning("|g w| in iterations, gradients of what is left")
public record IterativeSnip(
    @Meaning("in how many iterations the masks are found") @Default("100") int iterations,
    @Meaning("batches that are averaged over") @Default("10") int batches,
    @Meaning("training images a batch") @Default("128") int batchSize)
    implements GradientCriterion {
  /** Checks the counts. */
  public IterativeSnip {
    GradientCriterion.check(iterations, batches, batchSize);
  }

  @Override
  public Pruned pruned() {
    return Pruned.STAYS;
  }

  @Override
  public float[] score(float[] weights, float[] average) {
    return GradientCriterion.sensitivity(weights, average);
  }
}
