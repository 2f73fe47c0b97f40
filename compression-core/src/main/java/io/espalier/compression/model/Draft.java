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
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
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
  private boolean ended;
  private Optional<CNN2DFormat> format = Optional.empty();

  Draft(Shape input) {
    this.input = input;
    shapes.put(Graph.INPUT, input);
  }

  /** Adds a layer of a sequential network behind the one before. */
  void lower(int position, Optional<InputPreProcessor> before, Layer layer) {
    String given = layer.getLayerName();
    lower(String.valueOf(position), given == null ? "layer" + position : given, before, layer);
  }

  /** Adds a layer that takes the output of a node; the node that gives its output. */
  String lower(String vertex, Optional<InputPreProcessor> before, Layer layer, String from) {
    last = from;
    lower(vertex, vertex, before, layer);
    return last;
  }

  /** Adds what prepares the output of a node; the node that gives its output. */
  String prepare(String vertex, InputPreProcessor step, String from) {
    last = from;
    name = vertex;
    Rules.prepare(step, this);
    return last;
  }

  private void lower(String keys, String node, Optional<InputPreProcessor> before, Layer layer) {
    arrays = keys;
    name = node;
    try {
      before.ifPresent(step -> Rules.prepare(step, this));
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
          "the last layer must be dense, with or without softmax, got '" + name + "'");
    }
    return new Lowering(new Graph(input, nodes), List.copyOf(links));
  }

  /** The shape of what the next layer takes. */
  Shape shape() {
    return shapes.get(last);
  }

  /** The shape of what a node gives. */
  Shape shape(String node) {
    return shapes.get(node);
  }

  /** Adds a node named as the current layer. */
  void add(io.espalier.kernels.net.Layer operation) {
    add(name, operation, List.of(last));
  }

  private void add(String node, io.espalier.kernels.net.Layer operation, List<String> from) {
    if (ended) {
      throw new IllegalArgumentException("there is no softmax but behind the last layer");
    }
    Shape shape = operation.output(from.stream().map(shapes::get).toList());
    if (shapes.put(node, shape) != null) {
      throw new IllegalArgumentException("two nodes would be named '" + node + "'");
    }
    nodes.add(new Node(node, operation, from));
    last = node;
  }

  /** Leaves off the softmax behind the last layer, which is the loss's: nothing may follow. */
  void end() {
    ended = true;
  }

  /** Learns the order of the axes of images, which must be the same everywhere. */
  void agree(CNN2DFormat axes) {
    if (format.filter(known -> known != axes).isPresent()) {
      throw new IllegalArgumentException("it is in " + axes + ", but what is before it is not");
    }
    format = Optional.of(axes);
  }

  /** Whether images are height, width, channel rather than channel, height, width. */
  boolean isChannelsLast() {
    return format.filter(CNN2DFormat.NHWC::equals).isPresent();
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
