package io.espalier.compression.model;

import io.espalier.kernels.net.Activation;
import io.espalier.kernels.net.Dense;
import io.espalier.kernels.net.Flatten;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Node;
import io.espalier.kernels.net.Role;
import io.espalier.kernels.net.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.deeplearning4j.nn.conf.layers.Layer;

/** A graph as it grows, layer by layer. Mutable; lives while one network is lowered. */
final class Chain {
  private final Shape input;
  private final List<Node> nodes = new ArrayList<>();
  private final List<Link> links = new ArrayList<>();
  private String last = Graph.INPUT;
  private Shape shape;
  private int index;
  private String name = "";

  Chain(Shape input) {
    this.input = input;
    this.shape = input;
  }

  /** Adds one of Deeplearning4j's layers. */
  void lower(int position, Layer layer) {
    index = position;
    name = layer.getLayerName() == null ? "layer" + position : layer.getLayerName();
    try {
      Rules.of(layer).lower(layer, this);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("layer '" + name + "': " + e.getMessage(), e);
    }
  }

  Lowering finish() {
    if (nodes.isEmpty() || !(nodes.get(nodes.size() - 1).layer() instanceof Dense)) {
      throw new IllegalArgumentException(
          "the last layer must be an OutputLayer with softmax, got '" + name + "'");
    }
    return new Lowering(new Graph(input, nodes), List.copyOf(links));
  }

  /** The shape of what the next layer takes. */
  Shape shape() {
    return shape;
  }

  /** Adds a node named as the current layer. */
  void add(io.espalier.kernels.net.Layer operation) {
    add(name, operation);
  }

  private void add(String node, io.espalier.kernels.net.Layer operation) {
    shape = operation.output(List.of(shape));
    nodes.add(new Node(node, operation, last));
    last = node;
  }

  /** Adds the activation inside the current layer as a node of its own. */
  void activate(Activation activation) {
    if (activation.kind() != Activation.Kind.IDENTITY) {
      add(name + ".activation", activation);
    }
  }

  /** Makes a vector of an image, if it is one, and returns the shape it had. */
  Shape flatten() {
    Shape image = shape;
    if (!image.isFlat()) {
      add("flatten", new Flatten());
    }
    return image;
  }

  /** Says where an array of the current layer is. */
  void link(Role role, String key, IntUnaryOperator order) {
    links.add(new Link(name, role, index + "_" + key, order));
  }

  /** Says where the running variance of the current layer is, kept as a logarithm. */
  void linkLogDeviation(String key, IntUnaryOperator order) {
    links.add(
        new Link(name, Role.VARIANCE, index + "_" + key, order, Link.Encoding.LOG10_DEVIATION));
  }
}
