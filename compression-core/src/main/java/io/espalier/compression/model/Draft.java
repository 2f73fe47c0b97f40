package io.espalier.compression.model;

import io.espalier.kernels.net.Activation;
import io.espalier.kernels.net.Dense;
import io.espalier.kernels.net.Flatten;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Node;
import io.espalier.kernels.net.Role;
import io.espalier.kernels.net.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.deeplearning4j.nn.conf.layers.Layer;

/** A graph as it grows, layer by layer. Mutable; lives while one network is lowered. */
final class Draft {
  private final Shape input;
  private final List<Node> nodes = new ArrayList<>();
  private final List<Link> links = new ArrayList<>();
  private final Map<String, Shape> shapes = new HashMap<>();
  private String last = Graph.INPUT;
  private String arrays = "";
  private String name = "";

  Draft(Shape input) {
    this.input = input;
    shapes.put(Graph.INPUT, input);
  }

  /** Adds a layer of a sequential network behind the one before. */
  void lower(int position, Layer layer) {
    String given = layer.getLayerName();
    lower(String.valueOf(position), given == null ? "layer" + position : given, layer);
  }

  /** Adds a layer that takes the output of a node; the node that gives its output. */
  String lower(String vertex, Layer layer, String from) {
    last = from;
    lower(vertex, vertex, layer);
    return last;
  }

  private void lower(String keys, String node, Layer layer) {
    arrays = keys;
    name = node;
    try {
      Rules.of(layer).lower(layer, this);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("layer '" + name + "': " + e.getMessage(), e);
    }
  }

  /** Adds an operation on several nodes. */
  String join(String vertex, io.espalier.kernels.net.Layer operation, List<String> from) {
    name = vertex;
    add(vertex, operation, from);
    return last;
  }

  /** The graph, whose last node is the output. */
  Lowering finish() {
    if (nodes.isEmpty() || !(nodes.get(nodes.size() - 1).layer() instanceof Dense)) {
      throw new IllegalArgumentException(
          "the last layer must be an OutputLayer with softmax, got '" + name + "'");
    }
    return new Lowering(new Graph(input, nodes), List.copyOf(links));
  }

  /** The shape of what the next layer takes. */
  Shape shape() {
    return shapes.get(last);
  }

  /** Adds a node named as the current layer. */
  void add(io.espalier.kernels.net.Layer operation) {
    add(name, operation, List.of(last));
  }

  private void add(String node, io.espalier.kernels.net.Layer operation, List<String> from) {
    Shape shape = operation.output(from.stream().map(shapes::get).toList());
    if (shapes.put(node, shape) != null) {
      throw new IllegalArgumentException("two nodes would be named '" + node + "'");
    }
    nodes.add(new Node(node, operation, from));
    last = node;
  }

  /** Adds the activation inside the current layer as a node of its own. */
  void activate(Activation activation) {
    if (activation.kind() != Activation.Kind.IDENTITY) {
      add(name + ".activation", activation, List.of(last));
    }
  }

  /** Makes a vector of an image, if it is one, and returns the shape it had. */
  Shape flatten() {
    Shape image = shape();
    if (!image.isFlat()) {
      String node = shapes.containsKey("flatten") ? name + ".flatten" : "flatten";
      add(node, new Flatten(), List.of(last));
    }
    return image;
  }

  /** Says where an array of the current layer is. */
  void link(Role role, String key, IntUnaryOperator order) {
    links.add(new Link(name, role, arrays + "_" + key, order));
  }

  /** Says where the running variance of the current layer is, kept as a logarithm. */
  void linkLogDeviation(String key, IntUnaryOperator order) {
    links.add(
        new Link(name, Role.VARIANCE, arrays + "_" + key, order, Link.Encoding.LOG10_DEVIATION));
  }
}
