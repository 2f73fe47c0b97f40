package io.espalier.compression.trial;

import io.espalier.compression.data.Splits;
import io.espalier.kernels.net.Graph;

/** Whether images fit a network. */
final class Fit {
  private Fit() {}

  /**
   * Checks shape and classes.
   *
   * @throws IllegalArgumentException with both shapes, or both counts
   */
  static void check(Graph graph, Splits splits) {
    if (!graph.input().equals(splits.train().shape())) {
      throw new IllegalArgumentException(
          "the network takes " + graph.input() + ", the images are " + splits.train().shape());
    }
    if (graph.classes() < splits.classes()) {
      throw new IllegalArgumentException(
          "the network has "
              + graph.classes()
              + " outputs, the images "
              + splits.classes()
              + " classes");
    }
  }
}
