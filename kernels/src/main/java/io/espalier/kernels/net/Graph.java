package io.espalier.kernels.net;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network: layers in an order in which each comes after those that feed it. The last node gives
 * the logits.
 */
public record Graph(Shape input, List<Node> nodes) {
  /** The name by which nodes refer to the graph's input. */
  public static final String INPUT = "input";

  /**
   * Checks names, order, shapes, and that every node but the last is used.
   *
   * @throws IllegalArgumentException naming the node at fault
   */
  public Graph {
    nodes = List.copyOf(nodes);
    if (nodes.isEmpty()) {
      throw new IllegalArgumentException("a graph needs at least one node");
    }
    Map<String, Shape> shapes = shapes(input, nodes);
    Shape last = shapes.get(nodes.get(nodes.size() - 1).name());
    if (!last.isFlat()) {
      throw new IllegalArgumentException(
          "the last node '"
              + nodes.get(nodes.size() - 1).name()
              + "' must give a vector, got "
              + last);
    }
    checkUse(nodes);
  }

  /** A chain: each layer takes the one before; names and layers in order. */
  public static Graph chain(Shape input, Map<String, Layer> layers) {
    List<Node> nodes = new ArrayList<>();
    String previous = INPUT;
    for (Map.Entry<String, Layer> entry : layers.entrySet()) {
      nodes.add(new Node(entry.getKey(), entry.getValue(), previous));
      previous = entry.getKey();
    }
    return new Graph(input, nodes);
  }

  private static Map<String, Shape> shapes(Shape input, List<Node> nodes) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    shapes.put(INPUT, input);
    for (Node node : nodes) {
      Shape shape = shapeOf(node, shapes);
      if (shapes.put(node.name(), shape) != null) {
        throw new IllegalArgumentException("two nodes are named '" + node.name() + "'");
      }
    }
    return shapes;
  }

  private static Shape shapeOf(Node node, Map<String, Shape> known) {
    List<Shape> inputs = new ArrayList<>();
    for (String name : node.inputs()) {
      Shape shape = known.get(name);
      if (shape == null) {
        throw new IllegalArgumentException(
            "node '" + node.name() + "' takes '" + name + "', which is no node before it");
      }
      inputs.add(shape);
    }
    try {
      return node.layer().output(inputs);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("node '" + node.name() + "': " + e.getMessage(), e);
    }
  }

  private static void checkUse(List<Node> nodes) {
    for (Node node : nodes.subList(0, nodes.size() - 1)) {
      if (nodes.stream().noneMatch(other -> other.inputs().contains(node.name()))) {
        throw new IllegalArgumentException("nothing uses node '" + node.name() + "'");
      }
    }
  }

  /** The last node, whose output is the logits. */
  public Node output() {
    return nodes.get(nodes.size() - 1);
  }

  /** The number of logits. */
  public int classes() {
    return shape(output().name()).channels();
  }

  /**
   * The node of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Node node(String name) {
    return nodes.stream()
        .filter(node -> node.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no node is named '" + name + "'"));
  }

  /** The nodes that take the output of {@code name}, in order. */
  public List<Node> consumers(String name) {
    return nodes.stream().filter(node -> node.inputs().contains(name)).toList();
  }

  /** The output shape of every node, and of {@link #INPUT}, in order. */
  public Map<String, Shape> shapes() {
    return shapes(input, nodes);
  }

  /** The output shape of a node, or of {@link #INPUT}. */
  public Shape shape(String name) {
    Shape shape = shapes().get(name);
    if (shape == null) {
      throw new IllegalArgumentException("no node is named '" + name + "'");
    }
    return shape;
  }

  /** The shapes of a node's inputs. */
  public List<Shape> inputShapes(Node node) {
    Map<String, Shape> shapes = shapes();
    return node.inputs().stream().map(shapes::get).toList();
  }

  /** Every parameter array, in node order. */
  public List<Slot> slots() {
    Map<String, Shape> shapes = shapes();
    List<Slot> slots = new ArrayList<>();
    for (Node node : nodes) {
      List<Shape> inputs = node.inputs().stream().map(shapes::get).toList();
      slots.addAll(node.layer().slots(node.name(), inputs));
    }
    return slots;
  }

  /** The names of the convolutions and dense layers whose weights are learned, in order. */
  public List<String> weighted() {
    return nodes.stream().filter(Graph::hasLearnedWeights).map(Node::name).toList();
  }

  private static boolean hasLearnedWeights(Node node) {
    return node.layer() instanceof Dense
        || (node.layer() instanceof Convolution convolution
            && convolution.weights() == Weights.LEARNED);
  }

  /**
   * Multiply-accumulates of one node for one image; 0 for all but convolutions and dense layers.
   */
  public long macs(String name) {
    Node node = node(name);
    return node.layer().macs(inputShapes(node));
  }

  /** Multiply-accumulates of the whole network for one image. */
  public long macs() {
    return nodes.stream().mapToLong(node -> macs(node.name())).sum();
  }
}
