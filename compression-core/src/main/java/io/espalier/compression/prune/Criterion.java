package io.espalier.compression.prune;

import io.espalier.kernels.describe.Meaning;

/** How much a weight matters to its network: the lowest scores are pruned first. */
@Meaning("how much a weight matters; the lowest scores go first")
public sealed interface Criterion permits Magnitude, RandomScore {
  /**
   * A score for each weight of a layer, comparable with those of other layers.
   *
   * @param weights the layer's weights, in any layout; not written to
   * @param seed what a random criterion draws from; the others ignore it
   * @return finite scores of at least 0, one a weight
   */
  float[] score(float[] weights, long seed);
}
