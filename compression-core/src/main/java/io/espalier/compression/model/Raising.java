package io.espalier.compression.model;

import io.espalier.kernels.net.Add;
import io.espalier.kernels.net.Bias;
import io.espalier.kernels.net.Concat;
import io.espalier.kernels.net.Convolution;
import io.espalier.kernels.net.Dense;
import io.espalier.kernels.net.Flatten;
import io.espalier.kernels.net.Gather;
import io.espalier.kernels.net.GlobalPooling;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Layer;
import io.espalier.kernels.net.Multiply;
import io.espalier.kernels.net.Node;
import io.espalier.kernels.net.Padding;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Role;
import io.espalier.kernels.net.Scale;
import io.espalier.kernels.net.Shape;
import io.espalier.kernels.net.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * A graph as a Deeplearning4j network of vertices: what {@link Lowering} undoes. Mutable; lives
 * while one network is raised.
 *
 * <p>Vertices have the names of nodes. Deeplearning4j has no convolution in groups: each group
 * picks its inputs with a frozen 1×1 convolution of zeros and ones, which counts no
 * multiply-accumulates, runs a small convolution, and a merge puts the outputs one after another.
 * Factors behind a layer go into its weights.
 */
final class Raising {
  private final Graph graph;
  private final Parameters parameters;
  private final Raised network;

  /** By node, the vertex that gives its output. */
  private final Map<String, String> vertices = new HashMap<>();

  private final VectorOrders orders = new VectorOrders();

  private Raising(Graph graph, Parameters parameters) {
    this.graph = graph;
    this.parameters = parameters;
    network = new Raised(graph);
    vertices.put(Graph.INPUT, Graph.INPUT);
  }

  /**
   * Raises.
   *
   * @throws IllegalArgumentException naming the layer that Deeplearning4j has nothing for
   */
  static ComputationGraph raise(Graph graph, Parameters parameters) {
    return new Raising(graph, parameters).raise();
  }

  private ComputationGraph raise() {
    for (Node node : graph.nodes()) {
      named(node, () -> vertices.put(node.name(), vertex(node)));
    }
    Node last = graph.output();
    if (!(last.layer() instanceof Dense)) {
      named(last, () -> vertices.put(last.name(), softmax(last)));
    }
    return network.build(vertices.get(last.name()));
  }

  private static void named(Node node, Runnable raising) {
    try {
      raising.run();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Deeplearning4j cannot hold layer '" + node.name() + "': " + e.getMessage(), e);
    }
  }

  /** Deeplearning4j's networks end in a loss; behind a dense layer it is part of that. */
  private String softmax(Node last) {
    if (!orders.isInOrder(last.name())) {
      throw new IllegalArgumentException("the last layer has to be dense, or give a value a class");
    }
    return network.add(
        network.unused(last.name() + ".softmax"), Dl4jLayers.softmax(), vertices.get(last.name()));
  }

  private String vertex(Node node) {
    String from = node.inputs().get(0);
    Layer layer = node.layer();
    if (layer instanceof Convolution convolution) {
      checkImage(from);
      return convolution.groups() > 1 ? groups(node, convolution) : single(node, convolution);
    } else if (layer instanceof Dense dense) {
      return dense(node, dense);
    } else if (layer instanceof Flatten) {
      return flatten(node);
    } else if (layer instanceof Add || layer instanceof Multiply || layer instanceof Concat) {
      return join(node);
    } else if (layer instanceof Gather gather) {
      // A convolution in groups picks its inputs itself.
      return isForGroups(node) ? vertices.get(from) : gather(node, gather);
    } else if (isFolded(node) || (layer instanceof GlobalPooling && orders.isVector(from))) {
      orders.carry(node.inputs().get(0), node.name());
      return vertices.get(from);
    }
    return channelwise(node, from);
  }

  private String channelwise(Node node, String from) {
    RaisedLayer raised =
        RaisedLayer.of(node, graph.inputShapes(node).get(0), parameters, orders.of(from));
    orders.carry(node.inputs().get(0), node.name());
    if (node.layer() instanceof GlobalPooling) {
      orders.put(node.name(), graph.shape(node.name()).channels());
    }
    raised.arrays().forEach((key, values) -> network.set(node.name(), key, values));
    return network.add(node.name(), raised.layer(), vertices.get(from));
  }

  private void checkImage(String from) {
    if (orders.isVector(from)) {
      throw new IllegalArgumentException("a convolution of a vector");
    }
  }

  private String single(Node node, Convolution layer) {
    float[] weights = scaled(node, parameters.get(node.name(), layer.weightRole()));
    Optional<float[]> bias =
        layer.bias() == Bias.PRESENT
            ? Optional.of(scaled(node, parameters.get(node.name(), Role.BIAS)))
            : Optional.empty();
    Shape input = graph.inputShapes(node).get(0);
    return convolution(
        node.name(), layer, input, weights, bias, vertices.get(node.inputs().get(0)));
  }

  /**
   * Adds a convolution in one group.
   *
   * @param layer whose window it has
   * @param weights [out][kernel height][kernel width][in]
   */
  private String convolution(
      String name,
      Convolution layer,
      Shape input,
      float[] weights,
      Optional<float[]> bias,
      String from) {
    RaisedWindow window = RaisedWindow.of(layer.window(), input);
    String padded = from;
    if (window.isPaddedApart()) {
      Padding padding = layer.window().padding();
      padded = network.add(network.unused(name + ".padding"), Dl4jLayers.padding(padding), from);
    }
    int kernel = layer.window().height() * layer.window().width();
    int in = input.channels();
    int out = weights.length / kernel / in;
    network.set(
        name,
        "W",
        weights,
        Orders.convolution(layer.window().height(), layer.window().width(), in));
    bias.ifPresent(values -> network.set(name, "b", values));
    var raised = Dl4jLayers.convolution(window, out, bias.isPresent() ? Bias.PRESENT : Bias.ABSENT);
    return network.add(
        name, layer.weights() == Weights.CONSTANT ? Dl4jLayers.frozen(raised) : raised, padded);
  }

  private String groups(Node node, Convolution layer) {
    String from = node.inputs().get(0);
    List<Integer> channels = all(from);
    if (!from.equals(Graph.INPUT)
        && graph.node(from).layer() instanceof Gather gather
        && isForGroups(graph.node(from))) {
      channels = gather.channels();
      from = graph.node(from).inputs().get(0);
    }
    float[] weights = scaled(node, parameters.get(node.name(), Role.WEIGHT));
    int depth = channels.size() / layer.groups();
    Shape image = graph.shape(from);
    Shape input = new Shape(image.height(), image.width(), depth);
    List<String> parts = new ArrayList<>();
    for (int g = 0; g < layer.groups(); g++) {
      List<Integer> own = channels.subList(g * depth, (g + 1) * depth);
      String name = network.unused(node.name() + ".group" + g);
      String picked =
          own.equals(all(from))
              ? vertices.get(from)
              : pick(network.unused(name + ".inputs"), own, from);
      Optional<float[]> bias =
          layer.bias() == Bias.PRESENT
              ? Optional.of(
                  part(scaled(node, parameters.get(node.name(), Role.BIAS)), g, layer.groups()))
              : Optional.empty();
      parts.add(convolution(name, layer, input, part(weights, g, layer.groups()), bias, picked));
    }
    return network.join(node.name(), new MergeVertex(), parts);
  }

  private static float[] part(float[] values, int index, int count) {
    int each = values.length / count;
    return Arrays.copyOfRange(values, index * each, (index + 1) * each);
  }

  private List<Integer> all(String node) {
    return IntStream.range(0, graph.shape(node).channels()).boxed().toList();
  }

  private boolean isForGroups(Node gather) {
    return graph.consumers(gather.name()).stream()
        .allMatch(node -> node.layer() instanceof Convolution c && c.groups() > 1);
  }

  private String gather(Node node, Gather gather) {
    String from = node.inputs().get(0);
    if (orders.isVector(from)) {
      orders.put(node.name(), gather.channels().size());
    }
    return pick(node.name(), gather.channels(), from);
  }

  /** Picks channels: zeros and ones that no training changes. */
  private String pick(String name, List<Integer> channels, String from) {
    int in = graph.shape(from).channels();
    int out = channels.size();
    boolean isVector = orders.isVector(from);
    IntUnaryOperator order = orders.of(from);
    float[] weights = new float[out * in];
    for (int i = 0; i < out; i++) {
      int channel = order.applyAsInt(channels.get(i));
      weights[isVector ? channel * out + i : i * in + channel] = 1;
    }
    network.set(name, "W", weights);
    var layer = isVector ? Dl4jLayers.unbiased(name, out) : Dl4jLayers.pointwise(out);
    return network.add(name, Dl4jLayers.frozen(layer), vertices.get(from));
  }

  private String dense(Node node, Dense dense) {
    String from = node.inputs().get(0);
    float[] weights = scaled(node, parameters.get(node.name(), Role.WEIGHT));
    int out = dense.out();
    int in = weights.length / out;
    IntUnaryOperator row = orders.of(from);
    network.set(node.name(), "W", weights, i -> row.applyAsInt(i % in) * out + i / in);
    if (dense.bias() == Bias.PRESENT) {
      network.set(node.name(), "b", scaled(node, parameters.get(node.name(), Role.BIAS)));
    }
    orders.put(node.name(), out);
    boolean last = node.equals(graph.output());
    return network.add(
        node.name(),
        last ? Dl4jLayers.logits(out, dense.bias()) : Dl4jLayers.dense(out, dense.bias()),
        vertices.get(from));
  }

  /** A dense layer flattens what it takes; anything else needs a vertex that does. */
  private String flatten(Node node) {
    String from = node.inputs().get(0);
    Shape image = graph.shape(from);
    if (orders.isVector(from)) {
      orders.carry(node.inputs().get(0), node.name());
      return vertices.get(from);
    }
    orders.put(node.name(), image.volume(), Orders.vector(image));
    if (graph.consumers(node.name()).stream().allMatch(next -> next.layer() instanceof Dense)
        && !node.equals(graph.output())) {
      return vertices.get(from);
    }
    return network.join(
        node.name(),
        new PreprocessorVertex(
            new CnnToFeedForwardPreProcessor(image.height(), image.width(), image.channels())),
        List.of(vertices.get(from)));
  }

  private String join(Node node) {
    List<String> from = node.inputs().stream().map(vertices::get).toList();
    if (node.layer() instanceof Add) {
      orders.add(node.inputs(), node.name());
      return network.join(node.name(), new ElementWiseVertex(ElementWiseVertex.Op.Add), from);
    }
    if (node.layer() instanceof Multiply) {
      checkOneShape(graph.inputShapes(node));
      orders.add(node.inputs(), node.name());
      return network.join(node.name(), new ElementWiseVertex(ElementWiseVertex.Op.Product), from);
    }
    orders.concat(node.inputs(), node.name());
    return network.join(node.name(), new MergeVertex(), from);
  }

  private static void checkOneShape(List<Shape> factors) {
    if (!factors.get(0).equals(factors.get(1))) {
      throw new IllegalArgumentException(
          "it multiplies inputs of one shape only, not " + factors.get(0) + " by one pixel");
    }
  }

  /** Whether a scale is in the weights of the layer before it. */
  private boolean isFolded(Node node) {
    String from = node.inputs().get(0);
    return node.layer() instanceof Scale
        && graph.weighted().contains(from)
        && graph.consumers(from).size() == 1;
  }

  /** Values of a layer, times the factors behind it. */
  private float[] scaled(Node node, float[] values) {
    List<Node> consumers = graph.consumers(node.name());
    if (consumers.size() != 1 || !isFolded(consumers.get(0))) {
      return values;
    }
    float[] factors = parameters.get(consumers.get(0).name(), Role.GAMMA);
    float[] scaled = values.clone();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] *= factors[i / (scaled.length / factors.length)];
    }
    return scaled;
  }
}
