package io.espalier.compression.prune;

import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;

/** The connection sensitivity |g w| (Lee, Ajanthan and Torr 2019, arXiv:1810.02340). */
@Named("snip")
@Meaning("the connection sensitivity |g w|")
public record Snip(
    @Meaning("batches that are averaged over") @Default("1") int batches,
    @Meaning("training images a batch") @Default("128") int batchSize)
    implements GradientCriterion {
  /** Checks the counts. */
  public Snip {
    GradientCriterion.check(1, batches, batchSize);
  }

  @Override
  public float[] score(float[] weights, float[] average) {
    return GradientCriterion.sensitivity(weights, average);
  }
}
