package io.espalier.compression.prune;

import io.espalier.kernels.describe.Meaning;

/** A criterion that looks at the weights alone. */
@Meaning("a criterion that looks at the weights alone")
public sealed interface WeightCriterion extends Criterion permits Magnitude, RandomScore {
  /**
   * A score for each weight of a layer, comparable with those of other layers.
   *
   * @param weights the layer's weights, in any layout; not written to
   * @param seed what a random criterion draws from; the others ignore it
   * @return finite scores of at least 0, one a weight
   */
  float[] score(float[] weights, long seed);
}
