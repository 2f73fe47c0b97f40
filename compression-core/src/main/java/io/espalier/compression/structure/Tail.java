package io.espalier.compression.structure;

import io.espalier.kernels.net.Activation;
import io.espalier.kernels.net.BatchNorm;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Node;
import io.espalier.kernels.net.Scale;
import java.util.ArrayList;
import java.util.List;

/** What belongs to a layer: the batch norm, scale and activation that alone take its output. */
final class Tail {
  private Tail() {}

  /** Those nodes in order; none if an addition, a pooling or several nodes take the output. */
  static List<Node> of(Graph graph, String layer) {
    List<Node> tail = new ArrayList<>();
    List<Node> next = graph.consumers(layer);
    while (next.size() == 1 && belongs(next.get(0))) {
      tail.add(next.get(0));
      next = graph.consumers(next.get(0).name());
    }
    return tail;
  }

  /** The name of the last node of a layer and its tail. */
  static String end(Graph graph, String layer) {
    List<Node> tail = of(graph, layer);
    return tail.isEmpty() ? layer : tail.get(tail.size() - 1).name();
  }

  private static boolean belongs(Node node) {
    return node.layer() instanceof BatchNorm
        || node.layer() instanceof Scale
        || node.layer() instanceof Activation;
  }
}
