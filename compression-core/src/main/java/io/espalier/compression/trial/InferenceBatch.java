package io.espalier.compression.trial;

import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Shape;

/**
 * How many images a program takes at a time: a fixed rule of the network, as many as keep the two
 * largest neighbouring activations within a core's share of cache. Logits do not depend on it.
 */
final class InferenceBatch {
  private static final int LARGEST = 256;
  private static final int SMALLEST = 16;
  private static final long CACHE_VALUES = 1 << 20;

  private InferenceBatch() {}

  static int of(Graph graph) {
    long largest = graph.shapes().values().stream().mapToLong(Shape::volume).max().orElse(1);
    long batch = Long.highestOneBit(Math.max(1, CACHE_VALUES / largest));
    return (int) Math.max(SMALLEST, Math.min(LARGEST, batch));
  }
}
