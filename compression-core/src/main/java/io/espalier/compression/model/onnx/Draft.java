package io.espalier.compression.model.onnx;

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
import io.espalier.kernels.net.Shape;
import io.espalier.kernels.net.Slot;
import io.espalier.kernels.net.Weights;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Our graph as it grows. Mutable; a bias may still be added to a layer, and numbers are decoded
 * only at the end, one array after another.
 */
final class Draft {
  private final Names names = new Names();
  private final Map<String, Part> parts = new LinkedHashMap<>();
  private final Map<String, Shape> shapes = new LinkedHashMap<>();
  private final Shape input;

  /** A node, the ONNX node it comes from, and where its numbers are, in our order. */
  private record Part(
      String origin,
      Layer layer,
      List<String> inputs,
      Map<Role, Supplier<float[]>> numbers,
      List<Supplier<float[]>> shifts) {}

  /** Nodes that give nothing below 0. */
  private final Set<String> neverNegative = new HashSet<>();

  Draft(Shape input) {
    this.input = input;
    shapes.put(Graph.INPUT, input);
  }

  /** Adds a node and returns its name: {@code wanted}, perhaps with a number. */
  String add(
      String wanted,
      String origin,
      Layer layer,
      List<String> inputs,
      Map<Role, Supplier<float[]>> numbers) {
    Shape shape = layer.output(inputs.stream().map(shapes::get).toList());
    String name = names.unique(wanted);
    shapes.put(name, shape);
    parts.put(
        name, new Part(origin, layer, List.copyOf(inputs), Map.copyOf(numbers), new ArrayList<>()));
    if (keepsAboveZero(layer, inputs)) {
      neverNegative.add(name);
    }
    return name;
  }

  private boolean keepsAboveZero(Layer layer, List<String> inputs) {
    if (layer instanceof Activation activation) {
      return isNeverNegative(activation);
    }
    return numberless(layer) && neverNegative.containsAll(inputs);
  }

  private static boolean isNeverNegative(Activation activation) {
    return switch (activation.kind()) {
      case RELU, SIGMOID, SOFTPLUS, HARD_SIGMOID, HARD_SIGMOID_6 -> true;
      case CLIP -> activation.low() >= 0;
      default -> false;
    };
  }

  private static boolean numberless(Layer layer) {
    return layer instanceof Pooling
        || layer instanceof GlobalPooling
        || layer instanceof Add
        || layer instanceof Multiply
        || layer instanceof Concat
        || layer instanceof Flatten;
  }

  /** Whether a node gives nothing below 0. */
  boolean isNeverNegative(String node) {
    return neverNegative.contains(node);
  }

  Shape shape(String node) {
    return shapes.get(node);
  }

  /** Whether {@link #shift} can be applied to it. */
  boolean hasShift(String node) {
    return parts.containsKey(node) && shiftRole(parts.get(node).layer()).isPresent();
  }

  private static Optional<Role> shiftRole(Layer layer) {
    if (layer instanceof Convolution || layer instanceof Dense) {
      return Optional.of(Role.BIAS);
    }
    return layer instanceof BatchNorm ? Optional.of(Role.BETA) : Optional.empty();
  }

  /** Adds a constant to each output channel of a node. */
  void shift(String node, Supplier<float[]> constants) {
    Part part = parts.get(node);
    part.shifts().add(constants);
    Layer layer = biased(part.layer());
    parts.put(node, new Part(part.origin(), layer, part.inputs(), part.numbers(), part.shifts()));
  }

  private static Layer biased(Layer layer) {
    if (layer instanceof Convolution it) {
      return new Convolution(it.out(), it.window(), it.groups(), Bias.PRESENT);
    }
    return layer instanceof Dense it ? new Dense(it.out(), Bias.PRESENT) : layer;
  }

  /** The network, its numbers decoded. */
  Imported finish() {
    List<Node> nodes = new ArrayList<>();
    for (Map.Entry<String, Part> entry : parts.entrySet()) {
      Part part = entry.getValue();
      nodes.add(new Node(entry.getKey(), constant(part), part.inputs()));
    }
    Graph graph = new Graph(input, nodes);
    Parameters parameters = Parameters.zeros(graph);
    for (Slot slot : graph.slots()) {
      Part part = parts.get(slot.node());
      Role role = slot.role() == Role.CONSTANT_WEIGHT ? Role.WEIGHT : slot.role();
      parameters.set(slot.node(), slot.role(), decode(part, role, slot.size()));
    }
    return new Imported(graph, parameters);
  }

  private static float[] decode(Part part, Role role, int size) {
    try {
      Supplier<float[]> given = part.numbers().get(role);
      float[] values = given == null ? new float[size] : given.get();
      boolean shifts = shiftRole(part.layer()).equals(Optional.of(role));
      return shifts ? shifted(values, part.shifts()) : values;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(part.origin() + ": " + e.getMessage(), e);
    }
  }

  private static float[] shifted(float[] values, List<Supplier<float[]>> shifts) {
    float[] sum = values.clone();
    for (Supplier<float[]> shift : shifts) {
      float[] more = shift.get();
      for (int i = 0; i < sum.length; i++) {
        sum[i] += more[i];
      }
    }
    return sum;
  }

  /** The layer, its weights marked constant if they only pick channels. */
  private static Layer constant(Part part) {
    if (part.layer() instanceof Convolution it
        && it.bias() == Bias.ABSENT
        && it.window().height() == 1
        && it.window().width() == 1
        && picksChannels(decode(part, Role.WEIGHT, 0), it.out())) {
      return new Convolution(it.out(), it.window(), it.groups(), it.bias(), Weights.CONSTANT);
    }
    return part.layer();
  }

  /** Whether each of {@code rows} rows is 0 but for one 1 at most, and some has one. */
  private static boolean picksChannels(float[] weights, int rows) {
    int depth = weights.length / rows;
    int ones = 0;
    for (int row = 0; row < rows; row++) {
      int inRow = 0;
      for (int i = row * depth; i < (row + 1) * depth; i++) {
        if (weights[i] != 0 && weights[i] != 1) {
          return false;
        }
        inRow += (int) weights[i];
      }
      if (inRow > 1) {
        return false;
      }
      ones += inRow;
    }
    return ones > 0;
  }
}
