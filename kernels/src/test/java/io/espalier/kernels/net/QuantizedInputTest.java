package io.espalier.kernels.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.espalier.kernels.format.Binary;
import io.espalier.kernels.format.BlockFloat;
import io.espalier.kernels.format.FixedPoint;
import io.espalier.kernels.format.Float32;
import io.espalier.kernels.format.NumberFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Formats on the inputs of products: where values are cut into runs, and who sees them. */
class QuantizedInputTest {
  private static final int SEED = 7;

  private static Graph one(Shape shape, Layer layer) {
    Map<String, Layer> layers = new LinkedHashMap<>();
    layers.put("layer", layer);
    if (!layer.output(List.of(shape)).isFlat()) {
      layers.put("flatten", new Flatten());
    }
    return Graph.chain(shape, layers);
  }

  static Stream<Graph> graphs() {
    Window same = Window.square(3).pad(1);
    return Stream.of(
        one(new Shape(5, 4, 3), new Convolution(6, same, Bias.PRESENT)),
        one(new Shape(5, 4, 16), new Convolution(6, same, Bias.PRESENT)),
        one(new Shape(5, 4, 20), new Convolution(6, same.stride(2), Bias.PRESENT)),
        one(new Shape(3, 4, 32), new Convolution(6, same, Bias.PRESENT)),
        one(Shape.flat(37), new Dense(5, Bias.PRESENT)));
  }

  @ParameterizedTest
  @MethodSource("graphs")
  void roundsRunsOfChannelsAtEachPixelOnce(Graph graph) {
    Random random = new Random(SEED);
    Parameters parameters = Networks.parameters(graph, random);
    float[] images = Networks.images(graph, 5, random);
    Binary binary = new Binary(Binary.Levels.BIPOLAR, false, OptionalDouble.empty());
    for (NumberFormat format : List.of(FixedPoint.of(6, 3), BlockFloat.of(3), binary)) {
      float[] rounded = images.clone();
      int run = graph.input().channels();
      for (int i = 0; i < rounded.length; i += run) {
        format.quantize(rounded, i, i + run);
      }
      Program plain = Program.inference(graph, 5);
      plain.load(parameters);
      Program quantized = Program.inference(graph, 5);
      quantized.load(parameters);
      quantized.quantizeInput("layer", format);
      float[] expected = plain.infer(rounded, 0, 5);
      assertArrayEquals(expected, quantized.infer(images, 0, 5), format.toString());
      assertArrayEquals(expected, quantized.infer(images, 0, 5), "second run, " + format);
      quantized.quantizeInput("layer", new Float32());
      assertArrayEquals(plain.infer(images, 0, 5), quantized.infer(images, 0, 5));
    }
  }

  @ParameterizedTest
  @MethodSource("graphs")
  void smallInputsAreZeroBeforeTheyAreRounded(Graph graph) {
    Random random = new Random(SEED);
    Parameters parameters = Networks.parameters(graph, random);
    float[] images = Networks.images(graph, 5, random);
    float[] silenced = images.clone();
    for (int i = 0; i < silenced.length; i++) {
      silenced[i] = Math.abs(silenced[i]) < 0.5f ? 0 : silenced[i];
    }
    for (NumberFormat format : List.of(new Float32(), FixedPoint.of(6, 3), BlockFloat.of(3))) {
      Program plain = Program.inference(graph, 5);
      plain.load(parameters);
      plain.quantizeInput("layer", format);
      float[] expected = plain.infer(silenced, 0, 5).clone();
      Program pruned = Program.inference(graph, 5);
      pruned.load(parameters);
      pruned.quantizeInput("layer", format);
      pruned.pruneInput("layer", 0.5f);
      assertArrayEquals(expected, pruned.infer(images, 0, 5), format.toString());
      List<Float> read = new ArrayList<>();
      float[] shown =
          pruned.infer(
              images,
              0,
              5,
              (node, values, from, to) -> {
                for (int i = from; i < to; i++) {
                  read.add(values[i]);
                }
              });
      assertArrayEquals(expected, shown, format.toString());
      float[] rounded = silenced.clone();
      int run = graph.input().channels();
      for (int i = 0; i < rounded.length; i += run) {
        format.quantize(rounded, i, i + run);
      }
      for (int i = 0; i < rounded.length; i++) {
        assertEquals(rounded[i], read.get(i), format + ", value " + i);
      }
      pruned.pruneInput("layer", 0);
      assertArrayEquals(plain.infer(images, 0, 5), pruned.infer(images, 0, 5));
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> Program.inference(graph, 1).pruneInput("layer", Float.NaN));
  }

  @Test
  void gradientsStopAtInputsThatWereSetToZero() {
    Map<String, Layer> layers = new LinkedHashMap<>();
    layers.put("first", new Dense(12, Bias.PRESENT));
    layers.put("second", new Dense(3, Bias.PRESENT));
    Graph graph = Graph.chain(Shape.flat(6), layers);
    Random random = new Random(SEED);
    Parameters parameters = Networks.parameters(graph, random);
    float[] images = Networks.images(graph, 1, random);
    Program inference = Program.inference(graph, 1);
    inference.load(parameters);
    float[] hidden = new float[12];
    inference.observe(
        images,
        0,
        1,
        (node, values, from, to) -> {
          if (node.equals("second")) {
            System.arraycopy(values, from, hidden, 0, 12);
          }
        });
    float[] sorted = hidden.clone();
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = Math.abs(sorted[i]);
    }
    Arrays.sort(sorted);
    Program training = Program.training(graph, 1);
    training.load(parameters);
    training.pruneInput("second", sorted[6]);
    training.forwardBackward(images, new int[] {0}, 0, new byte[] {1}, 1);
    float[] bias = training.gradients().get("first", Role.BIAS);
    float[] weights = training.gradients().get("second", Role.WEIGHT);
    for (int i = 0; i < 12; i++) {
      boolean kept = Math.abs(hidden[i]) >= sorted[6];
      assertEquals(kept, bias[i] != 0, "gradient behind input " + i);
      assertEquals(kept, weights[i] != 0, "gradient of the weight of input " + i);
    }
  }

  @Test
  void otherReadersSeeWhatWasNotRounded() {
    Convolution pick = new Convolution(4, Window.square(1), Bias.ABSENT);
    Graph graph =
        new Graph(
            new Shape(2, 2, 4),
            List.of(
                new Node("rounded", pick, Graph.INPUT),
                new Node("exact", pick, Graph.INPUT),
                new Node("sum", new Add(), "rounded", "exact", Graph.INPUT),
                new Node("flatten", new Flatten(), "sum")));
    Parameters parameters = Parameters.zeros(graph);
    for (int c = 0; c < 4; c++) {
      parameters.get("exact", Role.WEIGHT)[5 * c] = 1;
      parameters.get("rounded", Role.WEIGHT)[5 * c] = 1;
    }
    float[] images = Networks.images(graph, 3, new Random(SEED));
    Program program = Program.inference(graph, 3);
    program.load(parameters);
    FixedPoint format = FixedPoint.of(3, 0);
    program.quantizeInput("rounded", format);
    float[] rounded = images.clone();
    format.quantize(rounded, 0, rounded.length);
    float[] logits = program.infer(images, 0, 3);
    for (int i = 0; i < images.length; i++) {
      assertEquals(rounded[i] + images[i] + images[i], logits[i]);
    }
  }

  @Test
  void trainingUsesRoundedInputsAndPassesGradientsStraightThrough() {
    Random random = new Random(SEED);
    Graph graph = one(Shape.flat(20), new Dense(4, Bias.PRESENT));
    Parameters parameters = Networks.parameters(graph, random);
    float[] images = Networks.images(graph, 8, random);
    byte[] labels = Networks.labels(graph, 8, random);
    float[] rounded = images.clone();
    FixedPoint.of(4, 2).quantize(rounded, 0, rounded.length);
    Program quantized = Program.training(graph, 8);
    quantized.load(parameters);
    quantized.quantizeInput("layer", FixedPoint.of(4, 2));
    Program plain = Program.training(graph, 8);
    plain.load(parameters);
    assertEquals(
        plain.forwardBackward(rounded, Networks.order(8), 0, labels, 8),
        quantized.forwardBackward(images, Networks.order(8), 0, labels, 8));
    assertEquals(plain.gradients(), quantized.gradients());
  }

  @Test
  void refusesUnknownNodesAndUnfittedFormats() {
    Program program = Program.inference(one(Shape.flat(3), new Dense(2, Bias.PRESENT)), 1);
    assertThrows(
        IllegalArgumentException.class, () -> program.quantizeInput("lair", FixedPoint.of(8, 4)));
    assertThrows(
        IllegalArgumentException.class, () -> program.quantizeInput("layer", FixedPoint.auto(8)));
  }

  @ParameterizedTest
  @MethodSource("io.espalier.kernels.net.Networks#all")
  void observersSeeTheUnpaddedInputsOfEveryProduct(Networks.Case one) {
    Random random = new Random(SEED);
    Graph graph = one.graph();
    Parameters parameters = Networks.parameters(graph, random);
    float[] images = Networks.images(graph, 10, random);
    Map<String, double[]> expected = new ReferenceNetwork(graph, parameters, false).run(images, 10);
    Program program = Program.inference(graph, 16);
    program.load(parameters);
    Map<String, List<float[]>> seen = new HashMap<>();
    program.observe(
        images,
        0,
        10,
        (node, values, from, to) ->
            seen.computeIfAbsent(node, name -> new ArrayList<>())
                .add(Arrays.copyOfRange(values, from, to)));
    assertEquals(graph.weighted().size(), seen.size());
    for (String node : graph.weighted()) {
      compare(expected.get(graph.node(node).inputs().get(0)), seen.get(node), node);
    }
    assertFalse(seen.isEmpty());
  }

  private static void compare(double[] expected, List<float[]> pieces, String node) {
    int at = 0;
    for (float[] piece : pieces) {
      for (float value : piece) {
        assertEquals(expected[at], value, 1e-4 * (1 + Math.abs(expected[at])), node);
        at++;
      }
    }
    assertEquals(expected.length, at);
  }
}
