package io.espalier.compression.model.onnx;

import io.espalier.kernels.net.Flatten;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Node;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Shape;
import java.util.ArrayList;
import java.util.List;

/** A network that came in from a file: its layers and its numbers. */
public record Imported(Graph graph, Parameters parameters) {
  /**
   * The network for images of a shape: itself, or behind a {@link Flatten} where it takes grey
   * images as vectors.
   *
   * @throws IllegalArgumentException if it takes others
   */
  public Imported taking(Shape images) {
    if (images.equals(graph.input())) {
      return this;
    }
    boolean vector = graph.input().isFlat() && images.volume() == graph.input().volume();
    if (!vector || images.channels() != 1) {
      throw new IllegalArgumentException(
          "the network takes images of " + graph.input() + ", but these are of " + images);
    }
    Graph flattening = flattening(images);
    Parameters same = Parameters.zeros(flattening);
    same.set(parameters);
    return new Imported(flattening, same);
  }

  private Graph flattening(Shape images) {
    Names names = new Names();
    graph.nodes().forEach(node -> names.take(node.name()));
    String flatten = names.unique("Flatten");
    List<Node> nodes = new ArrayList<>();
    nodes.add(new Node(flatten, new Flatten(), Graph.INPUT));
    for (Node node : graph.nodes()) {
      List<String> inputs =
          node.inputs().stream().map(it -> it.equals(Graph.INPUT) ? flatten : it).toList();
      nodes.add(new Node(node.name(), node.layer(), inputs));
    }
    return new Graph(images, nodes);
  }
}
