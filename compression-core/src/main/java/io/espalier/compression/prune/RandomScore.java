package io.espalier.compression.prune;

import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;
import java.util.SplittableRandom;

/** A uniform random number: the control every other criterion has to beat (Blalock et al. 2020). */
@Named("random")
@Meaning("a uniform random number, the control every other criterion has to beat")
public record RandomScore() implements WeightCriterion {
  @Override
  public float[] score(float[] weights, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] scores = new float[weights.length];
    for (int i = 0; i < weights.length; i++) {
      scores[i] = (float) random.nextDouble();
    }
    return scores;
  }
}
