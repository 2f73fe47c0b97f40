package io.espalier.compression.model.onnx;

import static io.espalier.compression.model.onnx.ModelWriter.integer;
import static io.espalier.compression.model.onnx.ModelWriter.ints;
import static io.espalier.compression.model.onnx.ModelWriter.real;
import static io.espalier.compression.model.onnx.ModelWriter.text;

import java.util.List;
import java.util.stream.Stream;
import onnx.Onnx.AttributeProto;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Convolutions, dense layers and the padding before them on random images and weights, against
 * onnxruntime.
 */
class ProductOperatorsTest extends OpsetCases {
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
}
