package io.espalier.compression.model.onnx;

import static io.espalier.compression.model.onnx.ModelWriter.integer;
import static io.espalier.compression.model.onnx.ModelWriter.ints;
import static io.espalier.compression.model.onnx.ModelWriter.text;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import onnx.Onnx.AttributeProto;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Windows and whole images pooled, against onnxruntime. */
class PoolingOperatorsTest extends OpsetCases {
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
}
