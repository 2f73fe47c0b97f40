package io.espalier.kernels.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Programs skip zeros where the checked-in times say that it is worth it, and nowhere else. */
class CrossoverTest {
  static Stream<Arguments> measured() {
    return SparseTimes.ALL.stream().flatMap(CrossoverTest::points);
  }

  private static Stream<Arguments> points(SparseTimes.Measured shape) {
    return Stream.concat(
        shape.singles().stream().map(point -> Arguments.of(shape, 1, point)),
        shape.runs().stream().map(point -> Arguments.of(shape, 16, point)));
  }

  @Test
  void tableHasTheShapesAndDensitiesThatAreMeasured() {
    assertEquals(9, SparseTimes.ALL.size());
    for (SparseTimes.Measured shape : SparseTimes.ALL) {
      assertEquals(
          List.of(0.05, 0.1, 0.25, 0.4),
          shape.singles().stream().map(SparseTimes.Point::kept).toList());
      assertEquals(
          List.of(0.1, 0.25, 0.5, 0.6, 0.7),
          shape.runs().stream().map(SparseTimes.Point::kept).toList());
    }
  }

  @ParameterizedTest
  @MethodSource("measured")
  void ruleGivesTheTimesOfTheTable(SparseTimes.Measured shape, int run, SparseTimes.Point point) {
    Crossover rule = Crossover.of(shape.geometry(), shape.images());
    double time = run == 1 ? rule.singles(point.kept()) : rule.runs(point.kept());
    assertEquals(point.time(), time, 1e-12);
  }

  @ParameterizedTest
  @MethodSource("measured")
  void programTakesTheFasterKernelOfTheTable(
      SparseTimes.Measured shape, int run, SparseTimes.Point point) {
    Geometry geometry = shape.geometry();
    Graph graph = graph(geometry);
    Parameters parameters = Parameters.neutral(graph);
    int kept = keepExactly(parameters.get("conv", Role.WEIGHT), geometry, run, point.kept());
    double density = kept / ((double) geometry.depth() * geometry.output().channels());
    Program program = Program.inference(graph, shape.images());
    program.load(parameters);

    // Other capacities than that of the measurement may be most like another shape.
    Crossover rule = Crossover.of(geometry, program.chunk());
    double singles = rule.singles(density);
    double runs = run == 1 ? Double.POSITIVE_INFINITY : rule.runs(density);
    Skipping expected =
        Math.min(singles, runs) >= Crossover.WORTH
            ? Skipping.NONE
            : singles < runs ? Skipping.SINGLES : Skipping.RUNS;
    // Single zeros empty runs too where a strip has few outputs.
    if (run == 16 || geometry.output().channels() % 16 == 0) {
      assertEquals(expected, program.skipping("conv"));
    }
  }

  private static Graph graph(Geometry geometry) {
    Map<String, Layer> layers = new LinkedHashMap<>();
    layers.put(
        "conv", new Convolution(geometry.output().channels(), geometry.window(), Bias.PRESENT));
    layers.put("pool", new GlobalPooling(Pooling.Kind.MAX));
    return Graph.chain(geometry.input(), layers);
  }

  /**
   * Keeps the same part of each output's weights, spread so that single ones leave no run of 16
   * zero; returns how many are left.
   */
  private static int keepExactly(float[] weights, Geometry geometry, int run, double part) {
    int depth = geometry.depth();
    int left = 0;
    for (int out = 0; out < weights.length / depth; out++) {
      for (int k = 0; k < depth; k++) {
        int turn = run == 1 ? k + out : k;
        boolean keep = (int) ((turn + 1) * part) > (int) (turn * part);
        weights[out * depth + k] = keep ? 1 : 0;
        left += keep ? 1 : 0;
      }
    }
    return left;
  }

  @Test
  void whatWasNotMeasuredIsNotChosen() {
    for (SparseTimes.Measured shape : SparseTimes.ALL) {
      Crossover rule = Crossover.of(shape.geometry(), shape.images());
      assertTrue(rule.singles(0.41) > 1);
      assertTrue(rule.runs(0.71) > 1);
      assertEquals(rule.singles(0.05), rule.singles(0));
      double between = rule.singles(0.175);
      double mean = (rule.singles(0.1) + rule.singles(0.25)) / 2;
      assertEquals(mean, between, 1e-12);
    }
  }
}
