package io.espalier.compression.prune;

import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;

/** The magnitude |w| (Han, Pool, Tran and Dally 2015, arXiv:1506.02626). */
@Named("magnitude")
@Meaning("the magnitude |w| of the weight")
public record Magnitude() implements WeightCriterion {
  @Override
  public float[] score(float[] weights, long seed) {
    float[] scores = new float[weights.length];
    for (int i = 0; i < weights.length; i++) {
      scores[i] = Math.abs(weights[i]);
    }
    return scores;
  }
}
