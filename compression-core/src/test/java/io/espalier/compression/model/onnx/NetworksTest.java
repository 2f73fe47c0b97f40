package io.espalier.compression.model.onnx;

import static io.espalier.compression.model.onnx.ModelWriter.integer;
import static io.espalier.compression.model.onnx.ModelWriter.ints;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import io.espalier.compression.model.onnx.Oracle.End;
import io.espalier.compression.model.onnx.Oracle.Order;
import io.espalier.kernels.net.Convolution;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Node;
import io.espalier.kernels.net.Role;
import io.espalier.kernels.net.Weights;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import onnx.Onnx.StringStringEntryProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorProto.DataLocation;
import onnx.Onnx.TensorProto.DataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole networks written here: their outputs, names, constants and storage. */
class NetworksTest {
  @TempDir Path folder;

  private static ModelWriter writer(int opset) {
    return new ModelWriter(opset, new Random(11));
  }

  private void check(ModelWriter writer) throws IOException, OrtException {
    Oracle.check(writer.bytes(), folder, new Random(12), Order.CHANNELS_FIRST, End.LOGITS);
  }

  /** A stem, a fire module, a residual block and a separable convolution. */
  private static ModelWriter mixed(int opset) {
    ModelWriter writer = writer(opset).input(0, 3, 16, 16);
    String stem = writer.convolution("stem", "input", 3, 8, 3, ints("strides", 2, 2));
    String pooled =
        writer.node(
            "MaxPool",
            List.of(writer.node("Relu", List.of(stem))),
            ints("kernel_shape", 2, 2),
            ints("strides", 2, 2),
            integer("ceil_mode", 1));
    String squeezed = writer.convolution("fire.squeeze", pooled, 8, 4, 1);
    String left = writer.convolution("fire.left", squeezed, 4, 6, 1);
    String right = writer.convolution("fire.right", squeezed, 4, 6, 3, ints("pads", 1, 1, 1, 1));
    String fire = writer.node("Concat", List.of(left, right), integer("axis", 1));
    String depth = writer.weight("depth.weight", 12, 1, 3, 3);
    String separated =
        writer.node("Conv", List.of(fire, depth), integer("group", 12), ints("pads", 1, 1, 1, 1));
    String point = writer.convolution("point", separated, 12, 12, 1);
    String sum = writer.node("Add", List.of(fire, writer.node("Elu", List.of(point))));
    String flat = writer.node("Flatten", List.of(sum));
    String hidden =
        writer.node(
            "Gemm",
            List.of(flat, writer.weight("fc1.weight", 9, 192), writer.weight("fc1.bias", 9)),
            integer("transB", 1));
    String active = writer.node("Tanh", List.of(hidden));
    return writer.output(
        writer.node(
            "Gemm",
            List.of(active, writer.weight("fc2.weight", 5, 9), writer.weight("fc2.bias", 5)),
            integer("transB", 1)),
        0,
        5);
  }

  @Test
  void mixedNetworkAgreesInEveryOpset() throws IOException, OrtException {
    for (int opset : new int[] {10, 12, 14, 17, 20}) {
      check(mixed(opset));
    }
  }

  @Test
  void nodesHaveTheNamesOfTheirWeights() throws IOException {
    Graph graph = Oracle.read(mixed(13).bytes(), folder).graph();
    assertEquals(
        List.of("stem", "fire.squeeze", "fire.left", "fire.right", "depth", "point", "fc1", "fc2"),
        graph.weighted());
  }

  @Test
  void takenAndNamelessNodesGetNumbers() throws IOException {
    ModelWriter writer = writer(13).input(0, 6);
    String first = writer.named("input", "Relu", List.of("input"));
    String second = writer.node("Relu", List.of(first));
    String third = writer.named("/block/block.0/act/Relu", "Relu", List.of(second));
    String fourth = writer.node("Relu", List.of(third));
    writer.weight("onnx::MatMul_12", 6, 4);
    String product = writer.named("/head/MatMul", "MatMul", List.of(fourth, "onnx::MatMul_12"));
    writer.output(writer.node("Sigmoid", List.of(product)), 0, 4);
    Graph graph = Oracle.read(writer.bytes(), folder).graph();
    assertEquals(
        List.of("input_1", "Relu", "block.0.act.Relu", "Relu_1", "head.MatMul", "Sigmoid"),
        graph.nodes().stream().map(Node::name).toList());
  }

  private static Weights weightsOf(Graph graph, String node) {
    return ((Convolution) graph.node(node).layer()).weights();
  }

  private Graph withPointwise(float... weights) throws IOException {
    ModelWriter writer = writer(13).input(0, 3, 2, 2);
    writer.floats("pick.weight", weights, 2, 3, 1, 1);
    String picked = writer.node("Conv", List.of("input", "pick.weight"));
    return Oracle.read(writer.endInAll(picked, 8).bytes(), folder).graph();
  }

  @Test
  void onlyWeightsThatPickChannelsAreConstant() throws IOException {
    assertEquals(Weights.CONSTANT, weightsOf(withPointwise(0, 1, 0, 0, 0, 0), "pick"));
    assertEquals(Weights.CONSTANT, weightsOf(withPointwise(0, 1, 0, 0, 1, -0f), "pick"));
    assertEquals(Weights.LEARNED, weightsOf(withPointwise(0, 1, 1, 0, 0, 0), "pick"));
    assertEquals(Weights.LEARNED, weightsOf(withPointwise(0, 1, 0, 0, 0.5f, 0), "pick"));
    assertEquals(Weights.LEARNED, weightsOf(withPointwise(0, 0, 0, 0, 0, 0), "pick"));
  }

  /** An added constant is a bias, which a shortcut has not. */
  @Test
  void biasMakesWeightsLearned() throws IOException {
    ModelWriter writer = writer(13).input(0, 2, 2, 2);
    writer.floats("pick.weight", new float[] {1, 0, 0, 1}, 2, 2, 1, 1);
    String picked = writer.node("Conv", List.of("input", "pick.weight"));
    String shifted = writer.node("Add", List.of(picked, writer.weight("more", 2, 1, 1)));
    Imported network = Oracle.read(writer.endInAll(shifted, 8).bytes(), folder);
    assertEquals(Weights.LEARNED, weightsOf(network.graph(), "pick"));
    assertTrue(network.parameters().has("pick", Role.BIAS));
  }

  @Test
  void whatTheOutputDoesNotNeedIsLeftOut() throws IOException {
    ModelWriter writer = writer(13).input(0, 6);
    writer.node("Unheard", List.of("input"));
    String product = writer.node("MatMul", List.of("input", writer.weight("fc.weight", 6, 4)));
    writer.output(product, 0, 4);
    assertEquals(1, Oracle.read(writer.bytes(), folder).graph().nodes().size());
  }

  private Imported dense(TensorProto weight) throws IOException {
    ModelWriter writer = writer(13).input(0, 2);
    writer.tensor("fc.weight", weight);
    writer.output(writer.node("MatMul", List.of("input", "fc.weight")), 0, 2);
    return Oracle.read(writer.bytes(), folder);
  }

  private void checkDense(TensorProto weight) throws IOException {
    float[] found = dense(weight).parameters().get("fc", Role.WEIGHT);
    assertArrayEquals(new float[] {1, -0.25f, 2.5f, 0x1p-20f}, found);
  }

  /** [in][out] in the file, [out][in] here. */
  @Test
  void weightsAreReadInEveryType() throws IOException {
    checkDense(
        ModelWriter.tensor(DataType.FLOAT, 2, 2)
            .addAllFloatData(List.of(1f, 2.5f, -0.25f, 0x1p-20f))
            .build());
    checkDense(
        ModelWriter.tensor(DataType.DOUBLE, 2, 2)
            .addAllDoubleData(List.of(1.0, 2.5, -0.25, 0x1p-20))
            .build());
    checkDense(
        ModelWriter.tensor(DataType.FLOAT16, 2, 2)
            .addAllInt32Data(List.of(0x3c00, 0x4100, 0xb400, 0x0010))
            .build());
    checkDense(
        ModelWriter.tensor(DataType.BFLOAT16, 2, 2)
            .addAllInt32Data(List.of(0x3f80, 0x4020, 0xbe80, 0x3580))
            .build());
  }

  private static TensorProto external(String location, long offset) {
    return ModelWriter.tensor(DataType.FLOAT, 2, 2)
        .setDataLocation(DataLocation.EXTERNAL)
        .addExternalData(entry("location", location))
        .addExternalData(entry("offset", Long.toString(offset)))
        .addExternalData(entry("length", "16"))
        .build();
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  private static byte[] outside() {
    ByteBuffer bytes = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putFloat(9).putFloat(1).putFloat(2.5f).putFloat(-0.25f).putFloat(0x1p-20f);
    return bytes.array();
  }

  @Test
  void externalWeightsLieBesideTheModel() throws IOException {
    Files.createDirectory(folder.resolve("weights"));
    Files.write(folder.resolve("weights").resolve("all.bin"), outside());
    checkDense(external("weights/all.bin", 4));
  }

  private void checkRefused(String part, TensorProto weight) {
    BadModelsTest.refused(part, () -> dense(weight));
  }

  @Test
  void externalWeightsElsewhereAreRefused(@TempDir Path elsewhere) throws IOException {
    Path secret = Files.write(elsewhere.resolve("secret.bin"), outside());
    Files.createSymbolicLink(folder.resolve("link.bin"), secret);
    Files.write(folder.resolve("short.bin"), new byte[15]);
    String beside = "must be a file beside the model";
    checkRefused(beside, external(secret.toString(), 4));
    checkRefused(beside, external(folder.relativize(secret).toString(), 4));
    checkRefused(beside, external("link.bin", 4));
    checkRefused(beside, external("absent.bin", 4));
    checkRefused(beside, external("", 4));
    checkRefused(beside, external(".", 4));
    checkRefused("is no path", external("a\0b", 4));
    checkRefused("15 bytes, too few for 16", external("short.bin", 0));
    checkRefused("too few for 16", external("short.bin", Long.MAX_VALUE));
    checkRefused("too few for 16", external("short.bin", -1));
  }
}
