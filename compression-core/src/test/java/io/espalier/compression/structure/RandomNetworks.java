package io.espalier.compression.structure;

import io.espalier.kernels.net.Activation;
import io.espalier.kernels.net.Add;
import io.espalier.kernels.net.BatchNorm;
import io.espalier.kernels.net.Bias;
import io.espalier.kernels.net.Concat;
import io.espalier.kernels.net.Convolution;
import io.espalier.kernels.net.Dense;
import io.espalier.kernels.net.Flatten;
import io.espalier.kernels.net.GlobalPooling;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Layer;
import io.espalier.kernels.net.Multiply;
import io.espalier.kernels.net.Node;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Pooling;
import io.espalier.kernels.net.Role;
import io.espalier.kernels.net.Scale;
import io.espalier.kernels.net.Shape;
import io.espalier.kernels.net.Weights;
import io.espalier.kernels.net.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Networks of chains, residual blocks, branches, poolings and dense layers. Mutable. */
final class RandomNetworks {
  private final SplittableRandom random;
  private final List<Node> nodes = new ArrayList<>();
  private final Shape input;
  private final int kinds;

  private RandomNetworks(SplittableRandom random, int kinds) {
    this.random = random;
    this.kinds = kinds;
    input = new Shape(9, 8, 1 + random.nextInt(3));
  }

  static Graph draw(SplittableRandom random) {
    return new RandomNetworks(random, 8).graph();
  }

  /** Without what Deeplearning4j cannot hold: an image times one pixel. */
  static Graph drawForDl4j(SplittableRandom random) {
    return new RandomNetworks(random, 7).graph();
  }

  static Parameters parameters(Graph graph, SplittableRandom random) {
    Parameters parameters = Parameters.zeros(graph);
    parameters.forEach(
        (slot, values) -> {
          for (int i = 0; i < values.length; i++) {
            double value = random.nextDouble() - 0.5;
            values[i] = (float) (slot.role() == Role.VARIANCE ? 0.5 + value * value : value);
          }
        });
    return parameters;
  }

  private Graph graph() {
    String last = convolution(Graph.INPUT);
    for (int i = 0, blocks = 3 + random.nextInt(4); i < blocks; i++) {
      last = block(last);
    }
    if (random.nextBoolean()) {
      last = add(new GlobalPooling(Pooling.Kind.AVERAGE), last);
    } else {
      last = add(new Flatten(), last);
    }
    last = add(Activation.relu(), add(new Dense(5 + random.nextInt(8), Bias.PRESENT), last));
    add(new Dense(4, Bias.PRESENT), last);
    return new Graph(input, nodes);
  }

  private String block(String from) {
    return switch (random.nextInt(kinds)) {
      case 0 -> convolution(from);
      case 1 -> residual(from, from);
      case 2 -> residual(from, product(from, channels(from), 1, Weights.CONSTANT));
      case 3 -> add(new Concat(), convolution(from), from, convolution(from));
      case 4 -> depthwise(from);
      case 5 -> swish(normalised(product(from, 2 + random.nextInt(6), 3)));
      case 6 -> shape(from).height() < 4 ? convolution(from) : add(Pooling.max(2), from);
      default -> weighed(from);
    };
  }

  private String residual(String from, String shortcut) {
    String inner = product(convolution(from), channels(shortcut), 3, Weights.LEARNED);
    return add(Activation.relu(), add(new Add(), normalised(inner), shortcut));
  }

  /** Channels weighed by numbers made of their means. */
  private String weighed(String from) {
    String mean = add(new GlobalPooling(Pooling.Kind.AVERAGE), from);
    String inner = add(Activation.relu(), product(mean, 2 + random.nextInt(3), 1));
    String gate = product(inner, channels(from), 1);
    return add(new Multiply(), from, add(Activation.of(Activation.Kind.SIGMOID), gate));
  }

  private String swish(String from) {
    return add(new Multiply(), from, add(Activation.of(Activation.Kind.SIGMOID), from));
  }

  private String depthwise(String from) {
    int channels = channels(from);
    int out = channels * (1 + random.nextInt(2));
    return add(new Convolution(out, Window.square(3).pad(1), channels, Bias.PRESENT), from);
  }

  private String convolution(String from) {
    String product = product(from, 2 + random.nextInt(6), random.nextBoolean() ? 3 : 1);
    return add(Activation.relu(), normalised(product));
  }

  private String product(String from, int out, int kernel) {
    return product(from, out, kernel, Weights.LEARNED);
  }

  private String product(String from, int out, int kernel, Weights weights) {
    boolean biased = weights == Weights.LEARNED && random.nextBoolean();
    return add(
        new Convolution(
            out,
            Window.square(kernel).pad(kernel / 2),
            1,
            biased ? Bias.PRESENT : Bias.ABSENT,
            weights),
        from);
  }

  private String normalised(String from) {
    return switch (random.nextInt(3)) {
      case 0 -> from;
      case 1 -> add(new Scale(), from);
      default -> add(new BatchNorm(1e-5, 0.9), from);
    };
  }

  private String add(Layer layer, String... from) {
    String name = layer.getClass().getSimpleName().toLowerCase() + nodes.size();
    nodes.add(new Node(name, layer, from));
    return name;
  }

  private int channels(String name) {
    return shape(name).channels();
  }

  /** The shape of a node that nothing uses yet: nodes that are not used do not make a graph. */
  private Shape shape(String name) {
    if (name.equals(Graph.INPUT)) {
      return input;
    }
    Node node = nodes.stream().filter(n -> n.name().equals(name)).findFirst().orElseThrow();
    return node.layer().output(node.inputs().stream().map(this::shape).toList());
  }
}
