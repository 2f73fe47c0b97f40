package io.espalier.compression.model.onnx;

import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Shape;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorShapeProto.Dimension;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;

/** One ONNX graph being read, node after node. Mutable, used once. */
final class Reading {
  private static final int MOST_NODES = 10_000;

  private final GraphProto graph;
  private final int opset;
  private final TensorFile tensors;
  private final Map<String, TensorProto> initializers = new HashMap<>();
  private final Map<String, NodeProto> givers = new HashMap<>();
  private final Map<String, Value> values = new HashMap<>();
  private final Map<String, Integer> uses = new HashMap<>();

  Reading(ModelProto model, ExternalData external) {
    graph = model.getGraph();
    opset = ModelFile.opset(model);
    tensors = new TensorFile(external);
  }

  /**
   * The whole network.
   *
   * @throws IllegalArgumentException naming the node at fault
   */
  Imported run() {
    if (graph.getSparseInitializerCount() > 0) {
      throw new IllegalArgumentException("sparse initializers are not supported");
    }
    graph.getInitializerList().forEach(tensor -> define(initializers, tensor.getName(), tensor));
    index();
    String output = onlyOutput();
    List<NodeProto> needed = needed(output);
    ValueInfoProto input = onlyInput();
    long batch = batch(input);
    Shape shape = shape(input, needed);
    Draft draft = new Draft(shape);
    values.put(input.getName(), Flow.of(Graph.INPUT, shape, form(input, needed)));
    Call.Context context = new Call.Context(draft, tensors, opset, batch, this::uses);
    needed.forEach(node -> read(node, context));
    checkOutput(output);
    return draft.finish();
  }

  private static <T> void define(Map<String, T> all, String name, T value) {
    if (all.put(name, value) != null) {
      throw new IllegalArgumentException("'" + name + "' is defined twice");
    }
  }

  private void index() {
    for (NodeProto node : graph.getNodeList()) {
      for (String output : node.getOutputList()) {
        if (!output.isEmpty()) {
          define(givers, output, node);
        }
      }
    }
  }

  private String onlyOutput() {
    List<String> names = graph.getOutputList().stream().map(ValueInfoProto::getName).toList();
    if (names.size() != 1) {
      throw new IllegalArgumentException("needs one output, the logits, got " + names);
    }
    if (!givers.containsKey(names.get(0))) {
      throw new IllegalArgumentException("no node gives the output '" + names.get(0) + "'");
    }
    return names.get(0);
  }

  /** The nodes that the output needs, in the file's order; what they use is counted. */
  private List<NodeProto> needed(String output) {
    Map<String, Integer> positions = positions();
    Set<Integer> places = new TreeSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(output));
    uses.merge(output, 1, Integer::sum);
    while (!open.isEmpty()) {
      Integer place = positions.get(open.pop());
      if (place != null && places.add(place)) {
        for (String input : graph.getNode(place).getInputList()) {
          uses.merge(input, 1, Integer::sum);
          open.push(input);
        }
      }
    }
    if (places.size() > MOST_NODES) {
      throw new IllegalArgumentException(
          "must have at most " + MOST_NODES + " nodes, got " + places.size());
    }
    return places.stream().map(graph::getNode).toList();
  }

  private Map<String, Integer> positions() {
    Map<String, Integer> positions = new HashMap<>();
    for (int i = 0; i < graph.getNodeCount(); i++) {
      for (String output : graph.getNode(i).getOutputList()) {
        positions.put(output, i);
      }
    }
    return positions;
  }

  private int uses(String value) {
    return uses.getOrDefault(value, 0);
  }

  /** Older files list weights among the inputs. */
  private ValueInfoProto onlyInput() {
    List<ValueInfoProto> inputs =
        graph.getInputList().stream()
            .filter(info -> !initializers.containsKey(info.getName()))
            .toList();
    if (inputs.size() != 1) {
      throw new IllegalArgumentException(
          "needs one input, the images, got "
              + inputs.stream().map(ValueInfoProto::getName).toList());
    }
    ValueInfoProto input = inputs.get(0);
    TypeProto type = input.getType();
    if (!type.hasTensorType()
        || type.getTensorType().getElemType() != TensorProto.DataType.FLOAT_VALUE) {
      throw new IllegalArgumentException("input '" + input.getName() + "' must be of type FLOAT");
    }
    return input;
  }

  private static List<Dimension> dims(ValueInfoProto input) {
    List<Dimension> dims = input.getType().getTensorType().getShape().getDimList();
    if (dims.size() != 4 && dims.size() != 2) {
      throw new IllegalArgumentException(
          "input '%s' must be [N, C, H, W] or [N, features], got %d dimensions"
              .formatted(input.getName(), dims.size()));
    }
    return dims;
  }

  private static long batch(ValueInfoProto input) {
    long batch = dims(input).get(0).getDimValue();
    return batch > 0 ? batch : Call.Context.ANY_BATCH;
  }

  private static Shape shape(ValueInfoProto input, List<NodeProto> needed) {
    List<Dimension> dims = dims(input);
    int[] extents = new int[dims.size()];
    for (int i = 1; i < extents.length; i++) {
      extents[i] = extent(input, i, dims.get(i));
    }
    if (extents.length == 2) {
      return Shape.flat(extents[1]);
    }
    return form(input, needed).equals(Form.Image.NHWC)
        ? new Shape(extents[1], extents[2], extents[3])
        : new Shape(extents[2], extents[3], extents[1]);
  }

  private static int extent(ValueInfoProto input, int index, Dimension dim) {
    if (dim.getDimValue() < 1 || dim.getDimValue() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "input '%s': dimension %d must be fixed (only the batch may be of any size), got %s"
              .formatted(
                  input.getName(),
                  index,
                  dim.hasDimParam() ? "'" + dim.getDimParam() + "'" : dim.getDimValue()));
    }
    return (int) dim.getDimValue();
  }

  /** Channels come last if all that happens to the images is that they are brought forward. */
  private static Form form(ValueInfoProto input, List<NodeProto> needed) {
    List<Dimension> dims = dims(input);
    if (dims.size() == 2) {
      return Form.Vector.plain(Math.max(1, (int) dims.get(1).getDimValue()));
    }
    List<NodeProto> users =
        needed.stream().filter(node -> node.getInputList().contains(input.getName())).toList();
    boolean last = !users.isEmpty() && users.stream().allMatch(Reading::bringsChannelsForward);
    return last ? Form.Image.NHWC : Form.Image.NCHW;
  }

  private static boolean bringsChannelsForward(NodeProto node) {
    return node.getOpType().equals("Transpose")
        && node.getAttributeList().stream()
            .anyMatch(attribute -> attribute.getIntsList().equals(List.of(0L, 3L, 1L, 2L)));
  }

  private void read(NodeProto node, Call.Context context) {
    try {
      Operators.Operator operator = Operators.of(Call.operator(node));
      List<Optional<Value>> inputs = new ArrayList<>();
      for (String name : node.getInputList()) {
        inputs.add(name.isEmpty() ? Optional.empty() : Optional.of(value(name)));
      }
      Call call = new Call(node, inputs, context);
      Value value = operator.read(call);
      call.attributes().checkAllAsked();
      define(values, call.output(), value);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new IllegalArgumentException(Call.describe(node) + ": " + e.getMessage(), e);
    }
  }

  private Value value(String name) {
    Value known = values.get(name);
    if (known != null) {
      return known;
    }
    TensorProto initializer = initializers.get(name);
    if (initializer != null) {
      Tensor tensor = tensors.read(name, initializer);
      values.put(name, tensor);
      return tensor;
    }
    NodeProto giver = givers.get(name);
    throw new IllegalArgumentException(
        giver == null
            ? "takes '" + name + "', which nothing gives"
            : "takes '"
                + name
                + "', which "
                + Call.describe(giver)
                + " gives too late or not here");
  }

  private void checkOutput(String output) {
    if (!(values.get(output) instanceof Flow flow)) {
      throw new IllegalArgumentException("output '" + output + "' does not depend on the images");
    }
    if (flow.pad().isPresent()
        || flow.spread().isPresent()
        || !flow.shape().isFlat()
        || (flow.form() instanceof Form.Vector vector && !vector.isPlain())) {
      throw new IllegalArgumentException(
          "output '%s' must be one number a class, got %s"
              .formatted(output, Arrays.toString(flow.dims(-1))));
    }
  }
}
