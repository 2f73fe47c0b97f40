package io.espalier.compression.model.onnx;

import static io.espalier.compression.model.onnx.ModelWriter.integer;
import static io.espalier.compression.model.onnx.ModelWriter.ints;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.compression.Damage;
import io.espalier.compression.Fuzz;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.AttributeProto.AttributeType;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged models: each is read or refused with an {@link OnnxException}, in little memory. */
class OnnxFuzzTest {
  private static final long[] EXTREMES = {
    0, 1, -1, 2, 3, 7, 1 << 16, Integer.MAX_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE
  };

  private static final ModelProto VALID = valid();

  @TempDir Path folder;

  /** One of everything, so that damage meets every operator. */
  private static ModelProto valid() {
    ModelWriter writer = new ModelWriter(13, new Random(1)).input(0, 3, 8, 8);
    String padded =
        writer.node("Pad", List.of("input", writer.integers("pads", 0, 0, 1, 1, 0, 0, 1, 1)));
    String convolved =
        writer.convolution("conv", padded, 3, 4, 3, ints("strides", 1, 1), integer("group", 1));
    String shifted = writer.node("Add", List.of(convolved, writer.weight("more", 4, 1, 1)));
    List<String> norm =
        List.of(
            writer.node("Relu", List.of(shifted)),
            writer.weight("bn.weight", 4),
            writer.weight("bn.bias", 4),
            writer.weight("bn.mean", 4),
            writer.positive("bn.var", 4));
    String normal = writer.node("BatchNormalization", norm);
    String pooled =
        writer.node(
            "MaxPool",
            List.of(normal),
            ints("kernel_shape", 3, 3),
            ints("strides", 2, 2),
            integer("ceil_mode", 1));
    String low = writer.floats("low", new float[] {0});
    String sum = writer.node("Add", List.of(pooled, writer.node("Clip", List.of(pooled, low))));
    String both = writer.node("Concat", List.of(sum, pooled), integer("axis", 1));
    String turned = writer.node("Transpose", List.of(both), ints("perm", 0, 2, 3, 1));
    String shape = writer.node("Shape", List.of(turned));
    String batch =
        writer.node(
            "Slice", List.of(shape, writer.integers("starts", 0), writer.integers("ends", 1)));
    String to =
        writer.node("Concat", List.of(batch, writer.integers("rest", -1)), integer("axis", 0));
    String flat = writer.node("Reshape", List.of(turned, to));
    String weight = writer.node("Transpose", List.of(writer.weight("fc.weight", 5, 128)));
    String logits = writer.node("MatMul", List.of(flat, weight));
    writer.weight("out.weight", 5, 3);
    writer.weight("out.bias", 3);
    String last = writer.node("Gemm", List.of(logits, "out.weight", "out.bias"));
    return writer.output(writer.node("Softmax", List.of(last)), 0, 3).proto();
  }

  private void fuzz(String reader, Fuzz.Damaging damage) throws Exception {
    Path file = folder.resolve("fuzzed.onnx");
    Predicate<Exception> refusal =
        e -> e instanceof OnnxException && e.getMessage().startsWith(file.toString());
    new Fuzz(reader, refusal, 64 << 20, 64)
        .run(
            VALID.toByteArray(),
            damage,
            input -> {
              Files.write(file, input);
              assertTrue(OnnxModel.read(file).graph().nodes().size() > 0);
            });
  }

  @Test
  void damagedBytes() throws Exception {
    byte[] sound = VALID.toByteArray();
    fuzz("onnx", random -> Damage.bytes(sound, random));
  }

  /** Well-formed models that make no sense: these get past protobuf. */
  @Test
  void damagedMeaning() throws Exception {
    fuzz("onnx-meaning", random -> damagedMeaning(VALID, random));
  }

  private static byte[] damagedMeaning(ModelProto model, Random random) {
    ModelProto.Builder builder = model.toBuilder();
    for (int i = random.nextInt(3); i >= 0; i--) {
      damage(builder.getGraphBuilder(), random);
    }
    if (random.nextInt(8) == 0) {
      builder.getOpsetImportBuilder(0).setVersion(9 + random.nextInt(13));
    }
    return builder.build().toByteArray();
  }

  private static void damage(GraphProto.Builder graph, Random random) {
    switch (random.nextInt(8)) {
      case 0 ->
          damage(graph.getInitializerBuilder(pick(graph.getInitializerCount(), random)), random);
      case 1 -> rename(graph, random);
      case 2 -> graph.removeNode(pick(graph.getNodeCount(), random));
      case 3 -> exchange(graph, random);
      case 4 -> {
        int dim = random.nextInt(4);
        graph
            .getInputBuilder(0)
            .getTypeBuilder()
            .getTensorTypeBuilder()
            .getShapeBuilder()
            .getDimBuilder(dim)
            .setDimValue(extreme(random));
      }
      case 5 -> node(graph, random).setOpType(pick(OnnxModel.operators(), random));
      default -> damageAttribute(node(graph, random), random);
    }
  }

  private static int pick(int count, Random random) {
    return random.nextInt(count);
  }

  private static <T> T pick(List<T> list, Random random) {
    return list.get(random.nextInt(list.size()));
  }

  private static long extreme(Random random) {
    return EXTREMES[random.nextInt(EXTREMES.length)];
  }

  private static NodeProto.Builder node(GraphProto.Builder graph, Random random) {
    return graph.getNodeBuilder(pick(graph.getNodeCount(), random));
  }

  private static void damage(TensorProto.Builder tensor, Random random) {
    switch (random.nextInt(3)) {
      case 0 -> tensor.setDataType(random.nextInt(20));
      case 1 -> tensor.addDims(extreme(random));
      default -> {
        if (tensor.getInt64DataCount() > 0) {
          tensor.setInt64Data(random.nextInt(tensor.getInt64DataCount()), extreme(random));
        } else if (tensor.getDimsCount() > 0) {
          tensor.setDims(random.nextInt(tensor.getDimsCount()), extreme(random));
        }
      }
    }
  }

  /** An input becomes another value. */
  private static void rename(GraphProto.Builder graph, Random random) {
    NodeProto.Builder node = node(graph, random);
    List<String> names = new ArrayList<>(List.of("", "input", "unheard"));
    graph.getInitializerList().forEach(tensor -> names.add(tensor.getName()));
    graph.getNodeList().forEach(other -> names.addAll(other.getOutputList()));
    if (node.getInputCount() > 0) {
      node.setInput(random.nextInt(node.getInputCount()), pick(names, random));
    }
    if (random.nextInt(4) == 0) {
      node.addInput(pick(names, random));
    }
  }

  private static void exchange(GraphProto.Builder graph, Random random) {
    List<NodeProto> nodes = new ArrayList<>(graph.getNodeList());
    Collections.swap(nodes, pick(nodes.size(), random), pick(nodes.size(), random));
    graph.clearNode().addAllNode(nodes);
  }

  private static void damageAttribute(NodeProto.Builder node, Random random) {
    if (node.getAttributeCount() == 0) {
      node.addAttribute(
          AttributeProto.newBuilder()
              .setName("axis")
              .setType(AttributeType.INT)
              .setI(extreme(random)));
      return;
    }
    AttributeProto.Builder attribute =
        node.getAttributeBuilder(random.nextInt(node.getAttributeCount()));
    if (attribute.getIntsCount() > 0 && random.nextBoolean()) {
      attribute.setInts(random.nextInt(attribute.getIntsCount()), extreme(random));
    } else if (random.nextBoolean()) {
      attribute.setI(extreme(random)).addInts(extreme(random));
    } else {
      attribute.setTypeValue(random.nextInt(12));
    }
  }
}
