package io.espalier.compression.model.onnx;

import static io.espalier.compression.model.onnx.ModelWriter.integer;
import static io.espalier.compression.model.onnx.ModelWriter.real;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import onnx.Onnx.AttributeProto;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Normalisations and functions of single values, against onnxruntime. */
class PointwiseOperatorsTest extends OpsetCases {
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
            elementwise("HardSigmoid", 9, real("alpha", 1 / 6f)),
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
}
