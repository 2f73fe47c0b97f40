package io.espalier.compression.model.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.AttributeProto.AttributeType;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorProto.DataType;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TensorShapeProto.Dimension;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.nd4j.shade.protobuf.ByteString;

/** Writes small ONNX models. Mutable: nodes and weights in the order they are added. */
final class ModelWriter {
  private final ModelProto.Builder model = ModelProto.newBuilder();
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("test");
  private final Random random;
  private final int opset;
  private int values;

  ModelWriter(int opset, Random random) {
    this.opset = opset;
    this.random = random;
    model.setIrVersion(8);
    model.addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset));
  }

  int opset() {
    return opset;
  }

  /** The images; an extent of 0 is of any size. */
  ModelWriter input(long... dims) {
    graph.addInput(info("input", dims));
    return this;
  }

  ModelWriter output(String name, long... dims) {
    graph.addOutput(info(name, dims));
    return this;
  }

  private static ValueInfoProto info(String name, long... dims) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long dim : dims) {
      shape.addDim(
          dim == 0
              ? Dimension.newBuilder().setDimParam("N")
              : Dimension.newBuilder().setDimValue(dim));
    }
    TypeProto.Tensor tensor =
        TypeProto.Tensor.newBuilder().setElemType(DataType.FLOAT_VALUE).setShape(shape).build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  /** Weights drawn from ±1 and their name. */
  String weight(String name, long... dims) {
    float[] drawn = new float[(int) Arrays.stream(dims).reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < drawn.length; i++) {
      drawn[i] = 2 * random.nextFloat() - 1;
    }
    return floats(name, drawn, dims);
  }

  /** Positive weights, as variances are. */
  String positive(String name, long... dims) {
    float[] drawn = new float[(int) Arrays.stream(dims).reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < drawn.length; i++) {
      drawn[i] = random.nextFloat() + 0.5f;
    }
    return floats(name, drawn, dims);
  }

  String floats(String name, float[] content, long... dims) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * content.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(content);
    return tensor(
        name, tensor(DataType.FLOAT, dims).setRawData(ByteString.copyFrom(bytes.array())).build());
  }

  String integers(String name, long... content) {
    return tensor(
        name,
        tensor(DataType.INT64, content.length)
            .addAllInt64Data(Arrays.stream(content).boxed().toList())
            .build());
  }

  static TensorProto.Builder tensor(DataType type, long... dims) {
    return TensorProto.newBuilder()
        .setDataType(type.getNumber())
        .addAllDims(Arrays.stream(dims).boxed().toList());
  }

  String tensor(String name, TensorProto content) {
    graph.addInitializer(content.toBuilder().setName(name));
    return name;
  }

  static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(value).build();
  }

  static AttributeProto integers(String name, List<Long> content) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.INTS)
        .addAllInts(content)
        .build();
  }

  static AttributeProto ints(String name, long... content) {
    return integers(name, Arrays.stream(content).boxed().toList());
  }

  static AttributeProto real(String name, float value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.FLOAT)
        .setF(value)
        .build();
  }

  static AttributeProto text(String name, String value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.STRING)
        .setS(ByteString.copyFromUtf8(value))
        .build();
  }

  static AttributeProto tensorValue(String name, TensorProto value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.TENSOR)
        .setT(value)
        .build();
  }

  /** Adds a node without a name and returns the name of its output. */
  String node(String operator, List<String> inputs, AttributeProto... attributes) {
    return named("", operator, inputs, attributes);
  }

  String named(String name, String operator, List<String> inputs, AttributeProto... attributes) {
    String output = "value" + values++;
    graph.addNode(
        NodeProto.newBuilder()
            .setName(name)
            .setOpType(operator)
            .addAllInput(inputs)
            .addOutput(output)
            .addAllAttribute(List.of(attributes)));
    return output;
  }

  /** Adds a convolution of random weights. */
  String convolution(
      String name, String input, int in, int out, int kernel, AttributeProto... extra) {
    weight(name + ".weight", out, in, kernel, kernel);
    weight(name + ".bias", out);
    return node("Conv", List.of(input, name + ".weight", name + ".bias"), extra);
  }

  /** Ends the model in every number of {@code image}, channels first, behind a dense identity. */
  ModelWriter endInAll(String image, int features) {
    float[] identity = new float[features * features];
    for (int i = 0; i < features; i++) {
      identity[i * features + i] = 1;
    }
    floats("identity.weight", identity, features, features);
    String flat = node("Flatten", List.of(image));
    return output(node("MatMul", List.of(flat, "identity.weight")), 0, features);
  }

  ModelProto proto() {
    return model.setGraph(graph).build();
  }

  byte[] bytes() {
    return proto().toByteArray();
  }
}
