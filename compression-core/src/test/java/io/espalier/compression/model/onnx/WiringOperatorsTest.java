package io.espalier.compression.model.onnx;

import static io.espalier.compression.model.onnx.ModelWriter.integer;
import static io.espalier.compression.model.onnx.ModelWriter.ints;

import io.espalier.compression.model.onnx.Oracle.End;
import io.espalier.compression.model.onnx.Oracle.Order;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.TensorProto.DataType;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Joins, and operators that only move values or nothing, against onnxruntime. */
class WiringOperatorsTest extends OpsetCases {
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
  Stream<DynamicTest> products() {
    return Stream.of(
            inAll(
                "Mul of an activation and its sigmoid",
                writer -> {
                  writer.input(0, 3, 5, 5);
                  String a = writer.convolution("a", "input", 3, 4, 2);
                  String sigmoid = writer.node("Sigmoid", List.of(a));
                  writer.endInAll(writer.node("Mul", List.of(a, sigmoid)), 64);
                }),
            inAll(
                "Mul of vectors",
                writer -> {
                  writer.input(0, 3, 3, 2);
                  String flat = writer.node("Flatten", List.of("input"));
                  String tanh = writer.node("Tanh", List.of(flat));
                  String product = writer.node("Mul", List.of(tanh, flat));
                  writer.output(
                      writer.node("MatMul", List.of(product, writer.weight("fc.weight", 18, 4))),
                      0,
                      4);
                }),
            inAll("Mul by a pixel", writer -> weighed(writer, (x, mean) -> List.of(x, mean))),
            inAll("Mul of a pixel", writer -> weighed(writer, (x, mean) -> List.of(mean, x))),
            inAll(
                "Mul by a pixel that is expanded",
                writer ->
                    weighed(
                        writer,
                        (x, mean) -> {
                          String shape = writer.node("Shape", List.of(x));
                          return List.of(x, writer.node("Expand", List.of(mean, shape)));
                        })),
            inAll(
                "Expand to what it is",
                writer -> {
                  writer.input(0, 3, 3, 2);
                  String to = writer.integers("to", 1, 3, 1, 1);
                  writer.endInAll(writer.node("Expand", List.of("input", to)), 18);
                }))
        .flatMap(tests -> tests);
  }

  /** The factors of a product: an image, and a number for each of its channels. */
  private interface Factors {
    List<String> of(String image, String pixel);
  }

  /** Channels weighed by what a dense layer makes of their means. */
  private static void weighed(ModelWriter writer, Factors factors) {
    writer.input(0, 3, 5, 5);
    String image = writer.convolution("a", "input", 3, 4, 2);
    String mean = writer.node("GlobalAveragePool", List.of(image));
    String flat = writer.node("Reshape", List.of(mean, writer.integers("flat", 0, 4)));
    String dense = writer.node("MatMul", List.of(flat, writer.weight("fc.weight", 4, 4)));
    String gate = writer.node("Sigmoid", List.of(dense));
    String pixel = writer.node("Reshape", List.of(gate, writer.integers("pixel", 0, 4, 1, 1)));
    writer.endInAll(writer.node("Mul", factors.of(image, pixel)), 64);
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
  Stream<DynamicTest> softmaxAtTheEndIsLeftOut() {
    return IntStream.rangeClosed(OLDEST, NEWEST)
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
