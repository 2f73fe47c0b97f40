package io.espalier.compression.model.onnx;

import static io.espalier.compression.model.onnx.ModelWriter.integer;
import static io.espalier.compression.model.onnx.ModelWriter.ints;
import static io.espalier.compression.model.onnx.ModelWriter.real;
import static io.espalier.compression.model.onnx.ModelWriter.text;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.espalier.compression.model.onnx.Oracle.End;
import io.espalier.compression.model.onnx.Oracle.Order;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.TensorProto.DataType;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every operator on random images and weights, against onnxruntime. */
class OperatorsTest {
  private static final long SEED = Long.getLong("espalier.seed", System.nanoTime());
  private static final int[] OPSETS = {9, 11, 13, 15, 18, 21};

  @TempDir Path folder;

  /** Writes what is tested. */
  private interface Content {
    void write(ModelWriter writer);
  }

  private DynamicTest test(String name, int opset, Order order, End end, Content content) {
    return dynamicTest(
        name + ", opset " + opset + ", -Despalier.seed=" + SEED,
        () -> {
          Random random = new Random(SEED + name.hashCode());
          ModelWriter writer = new ModelWriter(opset, random);
          content.write(writer);
          Oracle.check(writer.bytes(), folder, random, order, end);
        });
  }

  private Stream<DynamicTest> inOpsets(String name, int from, int to, Content content) {
    return IntStream.of(OPSETS)
        .filter(opset -> opset >= from && opset <= to)
        .mapToObj(opset -> test(name, opset, Order.CHANNELS_FIRST, End.LOGITS, content));
  }

  private Stream<DynamicTest> inAll(String name, Content content) {
    return inOpsets(name, 9, 21, content);
  }

  private Stream<DynamicTest> convolution(
      String name, int groups, int height, int width, int outputs, AttributeProto... attributes) {
    return inAll(
        "Conv " + name,
        writer -> {
          writer.input(0, 4, 9, 7);
          String weight = writer.weight("conv.weight", 6, 4 / groups, height, width);
          String bias = writer.weight("conv.bias", 6);
          String result = writer.node("Conv", List.of("input", weight, bias), attributes);
          writer.endInAll(result, 6 * outputs);
        });
  }

  @TestFactory
  Stream<DynamicTest> convolutions() {
    return Stream.of(
            convolution("plain", 1, 3, 2, 7 * 6),
            convolution("with groups", 2, 3, 3, 7 * 5, integer("group", 2)),
            convolution("dilated", 1, 3, 2, 5 * 5, ints("dilations", 2, 2)),
            convolution("dilated unevenly", 1, 2, 2, 7 * 4, ints("dilations", 2, 3)),
            convolution(
                "strided, padded unevenly",
                1,
                3,
                3,
                5 * 9,
                ints("pads", 2, 1, 1, 3),
                ints("strides", 2, 1)),
            convolution("valid", 1, 3, 3, 7 * 5, text("auto_pad", "VALID")),
            convolution(
                "same upper",
                1,
                4,
                2,
                5 * 3,
                text("auto_pad", "SAME_UPPER"),
                ints("strides", 2, 3)),
            convolution(
                "same lower",
                1,
                4,
                2,
                5 * 4,
                text("auto_pad", "SAME_LOWER"),
                ints("strides", 2, 2)),
            inAll(
                "Conv depthwise, no bias",
                writer -> {
                  writer.input(0, 5, 6, 6);
                  String weight = writer.weight("w", 10, 1, 3, 3);
                  writer.endInAll(
                      writer.node("Conv", List.of("input", weight), integer("group", 5)), 160);
                }))
        .flatMap(tests -> tests);
  }

  @TestFactory
  Stream<DynamicTest> denseLayers() {
    return Stream.of(
            inAll(
                "Gemm transB, alpha, beta",
                writer -> {
                  writer.input(0, 3, 4, 5);
                  String flat = writer.node("Flatten", List.of("input"));
                  List<String> inputs =
                      List.of(flat, writer.weight("fc.weight", 7, 60), writer.weight("b", 7));
                  writer.output(
                      writer.node(
                          "Gemm",
                          inputs,
                          integer("transB", 1),
                          real("alpha", 0.5f),
                          real("beta", 2)),
                      0,
                      7);
                }),
            inOpsets(
                "Gemm, no or scalar bias",
                11,
                21,
                writer -> {
                  writer.input(0, 12);
                  String first =
                      writer.node("Gemm", List.of("input", writer.weight("fc.weight", 12, 7)));
                  writer.output(
                      writer.node(
                          "Gemm",
                          List.of(first, writer.weight("w", 7, 3), writer.weight("b", 1, 1))),
                      0,
                      3);
                }),
            inAll(
                "MatMul and Add behind an image",
                writer -> {
                  writer.input(0, 2, 3, 4);
                  String convolved = writer.convolution("conv", "input", 2, 4, 2);
                  String flat = writer.node("Flatten", List.of(convolved));
                  String product =
                      writer.node("MatMul", List.of(flat, writer.weight("fc.weight", 24, 5)));
                  String sum = writer.node("Add", List.of(writer.weight("fc.bias", 1, 5), product));
                  writer.output(sum, 0, 5);
                }),
            inAll(
                "MatMul with a transposed constant",
                writer -> {
                  writer.input(0, 6);
                  String turned =
                      writer.node("Transpose", List.of(writer.weight("fc.weight", 5, 6)));
                  writer.output(writer.node("MatMul", List.of("input", turned)), 0, 5);
                }))
        .flatMap(tests -> tests);
  }

  @TestFactory
  Stream<DynamicTest> localResponses() {
    return Stream.of(
            localResponse("as it comes", 5, real("alpha", 1e-4f)),
            localResponse("strong", 3, real("alpha", 0.9f), real("beta", 0.5f), real("bias", 2)),
            localResponse("wider than all", 13, real("alpha", 2)))
        .flatMap(tests -> tests);
  }

  private Stream<DynamicTest> localResponse(String name, int size, AttributeProto... attributes) {
    return inAll(
        "LRN " + name,
        writer -> {
          writer.input(0, 7, 5, 4);
          List<AttributeProto> all = new ArrayList<>(List.of(attributes));
          all.add(integer("size", size));
          String result = writer.node("LRN", List.of("input"), all.toArray(new AttributeProto[0]));
          writer.endInAll(result, 7 * 5 * 4);
        });
  }

  private static void batchNorm(ModelWriter writer, String input, int channels, int features) {
    List<String> inputs =
        List.of(
            input,
            writer.weight("bn.weight", channels),
            writer.weight("bn.bias", channels),
            writer.weight("bn.running_mean", channels),
            writer.positive("bn.running_var", channels));
    String result =
        writer.node("BatchNormalization", inputs, real("epsilon", 1e-3f), real("momentum", 0.9f));
    if (features > 0) {
      writer.endInAll(result, features);
    } else {
      writer.output(
          writer.node("MatMul", List.of(result, writer.weight("fc.weight", channels, 3))), 0, 3);
    }
  }

  @TestFactory
  Stream<DynamicTest> normalisations() {
    return Stream.of(
            inAll(
                "BatchNormalization of images",
                writer -> batchNorm(writer.input(0, 3, 4, 5), "input", 3, 60)),
            inAll(
                "BatchNormalization of vectors",
                writer -> batchNorm(writer.input(0, 8), "input", 8, 0)),
            inAll(
                "BatchNormalization of a flattened image",
                writer -> {
                  writer.input(0, 3, 2, 2);
                  batchNorm(writer, writer.node("Flatten", List.of("input")), 12, 0);
                }))
        .flatMap(tests -> tests);
  }

  private Stream<DynamicTest> elementwise(String operator, int from, AttributeProto... attributes) {
    return inOpsets(
        operator + " " + attributes.length,
        from,
        21,
        writer -> {
          writer.input(0, 3, 4, 5);
          writer.endInAll(writer.node(operator, List.of("input"), attributes), 60);
        });
  }

  @TestFactory
  Stream<DynamicTest> elementwiseFunctions() {
    return Stream.of(
            elementwise("Relu", 9),
            elementwise("Sigmoid", 9),
            elementwise("Tanh", 9),
            elementwise("Softplus", 9),
            elementwise("HardSwish", 14),
            elementwise("LeakyRelu", 9),
            elementwise("LeakyRelu", 9, real("alpha", 0.3f)),
            elementwise("Elu", 9),
            elementwise("Elu", 9, real("alpha", 0.7f)),
            elementwise("HardSigmoid", 9),
            elementwise("Clip", 11),
            inOpsets(
                "Clip by attributes",
                9,
                10,
                writer -> {
                  writer.input(0, 3, 4, 5);
                  AttributeProto[] bounds = {real("min", -0.5f), real("max", 1)};
                  writer.endInAll(writer.node("Clip", List.of("input"), bounds), 60);
                }),
            inOpsets(
                "Clip by inputs",
                11,
                21,
                writer -> {
                  writer.input(0, 3, 4, 5);
                  String low = writer.floats("low", new float[] {-0.5f});
                  String high = writer.floats("high", new float[] {2});
                  String first = writer.node("Clip", List.of("input", low));
                  writer.endInAll(writer.node("Clip", List.of(first, "", high)), 60);
                }))
        .flatMap(tests -> tests);
  }

  private Stream<DynamicTest> pool(
      String operator, String name, int from, int outputs, AttributeProto... attributes) {
    return pool(operator, name, from, 21, outputs, attributes);
  }

  private Stream<DynamicTest> pool(
      String operator, String name, int from, int to, int outputs, AttributeProto... attributes) {
    List<AttributeProto> all = new ArrayList<>(List.of(attributes));
    if (all.stream().noneMatch(attribute -> attribute.getName().equals("kernel_shape"))) {
      all.add(ints("kernel_shape", 3, 2));
    }
    return inOpsets(
        operator + " " + name,
        from,
        to,
        writer -> {
          writer.input(0, 3, 8, 7);
          AttributeProto[] array = all.toArray(AttributeProto[]::new);
          writer.endInAll(writer.node(operator, List.of("input"), array), 3 * outputs);
        });
  }

  @TestFactory
  Stream<DynamicTest> poolings() {
    AttributeProto strides = ints("strides", 2, 2);
    AttributeProto pads = ints("pads", 1, 0, 2, 1);
    AttributeProto even = ints("pads", 1, 1, 1, 1);
    AttributeProto ceiling = integer("ceil_mode", 1);
    AttributeProto included = integer("count_include_pad", 1);
    return Stream.of(
            pool("MaxPool", "plain", 9, 6 * 6),
            pool("MaxPool", "strided", 9, 3 * 3, strides),
            pool("MaxPool", "padded unevenly", 9, 5 * 4, strides, pads),
            pool("MaxPool", "dilated", 10, 4 * 5, ints("dilations", 2, 2)),
            pool("MaxPool", "ceiling", 10, 4 * 4, strides, ceiling),
            pool("MaxPool", "same upper", 9, 4 * 4, strides, text("auto_pad", "SAME_UPPER")),
            pool("MaxPool", "same lower", 9, 4 * 4, strides, text("auto_pad", "SAME_LOWER")),
            pool("AveragePool", "plain", 9, 6 * 6),
            pool("AveragePool", "strided", 9, 3 * 3, strides),
            pool("AveragePool", "padded, not counted", 9, 5 * 4, strides, pads),
            pool("AveragePool", "padded, counted", 9, 4 * 4, strides, even, included),
            // From opset 19 on onnxruntime 1.22 ends windows at the wrong one of uneven pads.
            pool("AveragePool", "padded unevenly, counted", 9, 18, 5 * 4, strides, pads, included),
            pool("AveragePool", "ceiling", 10, 4 * 4, strides, ceiling),
            pool("AveragePool", "same upper", 9, 4 * 4, strides, text("auto_pad", "SAME_UPPER")),
            pool("AveragePool", "dilated", 19, 4 * 5, ints("dilations", 2, 2)))
        .flatMap(tests -> tests);
  }

  @TestFactory
  Stream<DynamicTest> globalPoolings() {
    return Stream.of(
            Stream.of("GlobalAveragePool", "GlobalMaxPool")
                .flatMap(
                    operator ->
                        inAll(
                            operator,
                            writer -> {
                              writer.input(0, 5, 4, 3);
                              writer.endInAll(writer.node(operator, List.of("input")), 5);
                            })),
            inOpsets(
                "ReduceMean by attribute",
                9,
                17,
                writer -> {
                  writer.input(0, 5, 4, 3);
                  AttributeProto[] how = {ints("axes", -2, -1), integer("keepdims", 0)};
                  writer.output(writer.node("ReduceMean", List.of("input"), how), 0, 5);
                }),
            inOpsets(
                "ReduceMean by input",
                18,
                21,
                writer -> {
                  writer.input(0, 5, 4, 3);
                  String axes = writer.integers("axes", 2, 3);
                  writer.endInAll(writer.node("ReduceMean", List.of("input", axes)), 5);
                }))
        .flatMap(tests -> tests);
  }

  @TestFactory
  Stream<DynamicTest> joins() {
    return Stream.of(
            inAll(
                "Add of activations",
                writer -> {
                  writer.input(0, 3, 5, 5);
                  String a = writer.convolution("a", "input", 3, 4, 2);
                  String b = writer.convolution("b", "input", 3, 4, 2);
                  String relu = writer.node("Relu", List.of(b));
                  writer.endInAll(writer.node("Add", List.of(a, relu)), 64);
                }),
            inAll(
                "Add of a constant to a convolution",
                writer -> {
                  writer.input(0, 3, 5, 5);
                  String a = writer.convolution("a", "input", 3, 4, 2);
                  String sum = writer.node("Add", List.of(a, writer.weight("more", 4, 1, 1)));
                  String relu = writer.node("Relu", List.of(sum));
                  writer.endInAll(relu, 64);
                }),
            inAll(
                "Concat of images",
                writer -> {
                  writer.input(0, 3, 5, 5);
                  String a = writer.convolution("a", "input", 3, 4, 2);
                  String b = writer.convolution("b", "input", 3, 2, 2);
                  writer.endInAll(writer.node("Concat", List.of(a, b, a), integer("axis", 1)), 160);
                }),
            inAll(
                "Concat of flattened images and vectors",
                writer -> {
                  writer.input(0, 3, 3, 2);
                  String flat = writer.node("Flatten", List.of("input"));
                  String dense =
                      writer.node("MatMul", List.of(flat, writer.weight("fc.weight", 18, 4)));
                  String all =
                      writer.node("Concat", List.of(flat, dense, flat), integer("axis", -1));
                  writer.output(
                      writer.node("MatMul", List.of(all, writer.weight("out.weight", 40, 3))),
                      0,
                      3);
                }))
        .flatMap(tests -> tests);
  }

  @TestFactory
  Stream<DynamicTest> aliases() {
    return Stream.of(
            inAll(
                "Identity and Dropout",
                writer -> {
                  writer.input(0, 3, 3, 2);
                  String same = writer.node("Identity", List.of("input"));
                  String relu = writer.node("Relu", List.of(same));
                  writer.endInAll(writer.node("Dropout", List.of(relu)), 18);
                }),
            inAll(
                "Reshape [0, -1]",
                writer -> {
                  writer.input(0, 3, 3, 2);
                  String flat =
                      writer.node("Reshape", List.of("input", writer.integers("to", 0, -1)));
                  writer.output(
                      writer.node("MatMul", List.of(flat, writer.weight("fc.weight", 18, 4))),
                      0,
                      4);
                }),
            inAll(
                "Reshape [-1, 18] and to a pixel and back",
                writer -> {
                  writer.input(0, 18);
                  String image =
                      writer.node("Reshape", List.of("input", writer.integers("a", 0, 18, 1, 1)));
                  String convolved = writer.convolution("conv", image, 18, 5, 1);
                  String flat =
                      writer.node("Reshape", List.of(convolved, writer.integers("b", -1, 5)));
                  writer.output(flat, 0, 5);
                }),
            inAll(
                "Reshape by computed shape",
                writer -> {
                  writer.input(0, 3, 3, 2);
                  String shape = writer.node("Shape", List.of("input"));
                  String index = writer.node("Constant", List.of(), scalar(0));
                  String batch = writer.node("Gather", List.of(shape, index));
                  writer.integers("axes", 0);
                  writer.output(computed(writer, batch), 0, 4);
                }),
            inAll(
                "Transpose out and back",
                writer -> {
                  writer.input(0, 3, 3, 2);
                  String out = writer.node("Transpose", List.of("input"), ints("perm", 0, 2, 3, 1));
                  String relu = writer.node("Relu", List.of(out));
                  String back = writer.node("Transpose", List.of(relu), ints("perm", 0, 3, 1, 2));
                  writer.endInAll(writer.convolution("conv", back, 3, 4, 2), 8);
                }),
            inAll(
                "Transpose before Flatten",
                writer -> {
                  writer.input(0, 3, 3, 2);
                  String relu = writer.node("Relu", List.of("input"));
                  String out = writer.node("Transpose", List.of(relu), ints("perm", 0, 3, 1, 2));
                  writer.endInAll(out, 18);
                }),
            Stream.of(
                test(
                    "images with channels last",
                    13,
                    Order.CHANNELS_LAST,
                    End.LOGITS,
                    writer -> {
                      writer.input(0, 5, 4, 3);
                      String image =
                          writer.node("Transpose", List.of("input"), ints("perm", 0, 3, 1, 2));
                      String convolved = writer.convolution("conv", image, 3, 4, 2);
                      String last =
                          writer.node("Transpose", List.of(convolved), ints("perm", 0, 2, 3, 1));
                      writer.endInAll(last, 48);
                    })))
        .flatMap(tests -> tests);
  }

  private static AttributeProto scalar(long value) {
    return ModelWriter.tensorValue(
        "value", ModelWriter.tensor(DataType.INT64).addInt64Data(value).build());
  }

  /** The rest of what PyTorch writes for {@code x.view(x.size(0), -1)}. */
  private static String computed(ModelWriter writer, String batch) {
    String rest =
        writer.node(
            "Constant",
            List.of(),
            ModelWriter.tensorValue(
                "value", ModelWriter.tensor(DataType.INT64, 1).addInt64Data(-1).build()));
    String list =
        writer.opset() < 13
            ? writer.node("Unsqueeze", List.of(batch), ints("axes", 0))
            : writer.node("Unsqueeze", List.of(batch, "axes"));
    String to = writer.node("Concat", List.of(list, rest), integer("axis", 0));
    String flat = writer.node("Reshape", List.of("input", to));
    return writer.node("MatMul", List.of(flat, writer.weight("fc.weight", 18, 4)));
  }

  @TestFactory
  Stream<DynamicTest> paddings() {
    return Stream.of(
            inOpsets(
                "Pad by attribute before a convolution",
                9,
                10,
                writer -> {
                  writer.input(0, 3, 4, 4);
                  String padded =
                      writer.node("Pad", List.of("input"), ints("pads", 0, 0, 1, 2, 0, 0, 0, 1));
                  writer.endInAll(writer.convolution("conv", padded, 3, 4, 2), 4 * 4 * 6);
                }),
            inOpsets(
                "Pad before a padded convolution",
                11,
                21,
                writer -> {
                  writer.input(0, 3, 4, 4);
                  String padded =
                      writer.node(
                          "Pad", List.of("input", writer.integers("pads", 0, 0, 1, 2, 0, 0, 0, 1)));
                  writer.endInAll(
                      writer.convolution("conv", padded, 3, 4, 2, ints("pads", 1, 1, 0, 0)),
                      4 * 5 * 7);
                }),
            inOpsets(
                "Pad of named axes before poolings",
                18,
                21,
                writer -> {
                  writer.input(0, 3, 4, 4);
                  String relu = writer.node("Relu", List.of("input"));
                  writer.integers("pads", 1, 0, 1, 1);
                  writer.integers("axes", -2, 3);
                  String padded = writer.node("Pad", List.of(relu, "pads", "", "axes"));
                  AttributeProto kernel = ints("kernel_shape", 3, 2);
                  String max = writer.node("MaxPool", List.of(padded), kernel);
                  String mean = writer.node("AveragePool", List.of(padded), kernel);
                  String both = writer.node("Concat", List.of(max, mean), integer("axis", 1));
                  writer.endInAll(both, 6 * 4 * 4);
                }))
        .flatMap(tests -> tests);
  }

  @TestFactory
  Stream<DynamicTest> softmaxAtTheEndIsLeftOut() {
    return IntStream.of(OPSETS)
        .mapToObj(
            opset ->
                test(
                    "Softmax",
                    opset,
                    Order.CHANNELS_FIRST,
                    End.SOFTMAX,
                    writer -> {
                      writer.input(0, 3, 2, 2);
                      String flat = writer.node("Flatten", List.of("input"));
                      String logits =
                          writer.node("MatMul", List.of(flat, writer.weight("fc.weight", 12, 4)));
                      String soft = writer.node("Softmax", List.of(logits), integer("axis", 1));
                      writer.output(writer.node("Identity", List.of(soft)), 0, 4);
                    }));
  }
}
