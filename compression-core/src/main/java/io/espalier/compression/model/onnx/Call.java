package io.espalier.compression.model.onnx;

import io.espalier.kernels.net.Layer;
import io.espalier.kernels.net.Role;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import onnx.Onnx.NodeProto;

/** One ONNX node while it is read: its inputs, its attributes and where its output goes. */
final class Call {
  private final NodeProto node;
  private final Attributes attributes;
  private final List<Optional<Value>> inputs;
  private final Context context;

  /**
   * What all nodes share.
   *
   * @param opset the version of the operators
   * @param batch the extent of the batch, or {@link #ANY_BATCH}
   */
  record Context(Draft draft, TensorFile tensors, int opset, long batch, Uses uses) {
    /** Stands for the extent of a batch of any size where shapes are computed. */
    static final long ANY_BATCH = Long.MIN_VALUE;
  }

  /** How often a value is used. */
  interface Uses {
    int of(String value);
  }

  Call(NodeProto node, List<Optional<Value>> inputs, Context context) {
    this.node = node;
    this.attributes = new Attributes(node);
    this.inputs = inputs;
    this.context = context;
  }

  /** The node as messages name it. */
  static String describe(NodeProto node) {
    String name = node.getName();
    if (name.isEmpty()) {
      name = node.getOutputCount() == 0 ? "" : "giving " + node.getOutput(0);
    }
    return "node '" + name + "' (" + operator(node) + ")";
  }

  /** The operator, with its domain unless it is ONNX's own. */
  static String operator(NodeProto node) {
    String domain = ModelFile.isOwn(node.getDomain()) ? "" : node.getDomain() + ".";
    return domain + node.getOpType();
  }

  Attributes attributes() {
    return attributes;
  }

  int opset() {
    return context.opset();
  }

  long batch() {
    return context.batch();
  }

  /** The name of the value this node gives. */
  String output() {
    return node.getOutputCount() == 0 ? "" : node.getOutput(0);
  }

  int inputCount() {
    return inputs.size();
  }

  boolean has(int index) {
    return index < inputs.size() && inputs.get(index).isPresent();
  }

  Value value(int index) {
    if (!has(index)) {
      throw new IllegalArgumentException("needs an input " + index);
    }
    return inputs.get(index).get();
  }

  boolean isConstant(int index) {
    return has(index) && value(index) instanceof Tensor;
  }

  /** An input that must be known now. */
  Tensor tensor(int index) {
    if (value(index) instanceof Tensor tensor) {
      return tensor;
    }
    throw new IllegalArgumentException(
        "input " + index + " ('" + node.getInput(index) + "') must be a constant");
  }

  /** An optional input that must be known now. */
  Optional<Tensor> optional(int index) {
    return has(index) ? Optional.of(tensor(index)) : Optional.empty();
  }

  /** An input that must be an activation, padding and softmax allowed. */
  Flow pendingFlow(int index) {
    if (value(index) instanceof Flow flow) {
      return flow;
    }
    throw new IllegalArgumentException(
        "input " + index + " ('" + node.getInput(index) + "') must not be a constant");
  }

  /** An input that must be an activation, padding allowed. */
  Flow paddedFlow(int index) {
    Flow flow = pendingFlow(index);
    if (flow.spread().isPresent()) {
      throw new IllegalArgumentException("follows an Expand, which may only come before a Mul");
    }
    return withoutSoftmax(flow);
  }

  /** An input that must be an activation, a pixel repeated over an image allowed. */
  Flow spreadFlow(int index) {
    return withoutPad(withoutSoftmax(pendingFlow(index)));
  }

  private static Flow withoutSoftmax(Flow flow) {
    if (flow.softmax() == Flow.Softmax.LEFT_OUT) {
      throw new IllegalArgumentException("follows a Softmax, which may only come last");
    }
    return flow;
  }

  /** An input that must be an activation, all there. */
  Flow flow(int index) {
    return withoutPad(paddedFlow(index));
  }

  private static Flow withoutPad(Flow flow) {
    if (flow.pad().isPresent()) {
      throw new IllegalArgumentException(
          "follows a Pad, which may only come before a convolution or pooling");
    }
    return flow;
  }

  /** An input that must be an image with axes N, C, H, W, padding allowed. */
  Flow image(int index) {
    Flow flow = paddedFlow(index);
    if (!flow.form().equals(Form.Image.NCHW)) {
      throw new IllegalArgumentException(
          "needs an image with axes NCHW, got "
              + (flow.form() instanceof Form.Image image ? "axes " + image.named() : "a vector"));
    }
    return flow;
  }

  /** An input that must be a vector. */
  Form.Vector vector(int index) {
    if (flow(index).form() instanceof Form.Vector vector) {
      return vector;
    }
    throw new IllegalArgumentException("needs two dimensions, got an image of 4 (flatten first)");
  }

  /** Whether nothing else uses the node behind an input. */
  boolean isSole(int index) {
    return flow(index).sharing() == Flow.Sharing.SOLE
        && context.uses().of(node.getInput(index)) == 1;
  }

  /** An input's other name: an alias, perhaps of something used elsewhere. */
  Flow alias(Flow flow) {
    return context.uses().of(node.getInput(0)) == 1 ? flow : flow.shared();
  }

  /** Adds a layer without numbers, named after this node. */
  Flow add(Layer layer, Form form, List<Flow> from) {
    return add(layer, form, from, Map.of());
  }

  /** Adds a layer named after its weights, if this node has any that tell a name. */
  Flow add(Layer layer, Form form, List<Flow> from, Map<Role, Supplier<float[]>> numbers) {
    String name =
        context
            .draft()
            .add(name(), describe(node), layer, from.stream().map(Flow::node).toList(), numbers);
    return Flow.of(name, context.draft().shape(name), form);
  }

  private String name() {
    for (int i = 1; i < inputs.size(); i++) {
      if (isConstant(i)) {
        String origin = tensor(i).name();
        Optional<String> name = Names.layerOf(node.getInput(i)).or(() -> Names.layerOf(origin));
        if (name.isPresent()) {
          return name.get();
        }
      }
    }
    return Names.ofNode(node.getName(), node.getOpType());
  }

  Draft draft() {
    return context.draft();
  }

  TensorFile tensors() {
    return context.tensors();
  }

  /** A list of integers that is an attribute, or since some opset an input. */
  Optional<long[]> integers(String attribute, int input) {
    Optional<long[]> given = attributes.integers(attribute);
    return given.isPresent() ? given : optional(input).map(Tensor::integers);
  }

  /** An axis counted from the front. */
  static int axis(long axis, int rank) {
    if (axis < -rank || axis >= rank) {
      throw new IllegalArgumentException(
          "axis must be in [" + -rank + ", " + (rank - 1) + "], got " + axis);
    }
    return (int) (axis < 0 ? axis + rank : axis);
  }
}
