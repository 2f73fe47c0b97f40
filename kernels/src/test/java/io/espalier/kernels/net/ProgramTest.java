package io.espalier.kernels.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.kernels.simd.NetKernels;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every layer, forward and backward, against plain loops in double and finite differences. */
class ProgramTest {
  private static final int SEED = 20240607;

  static Stream<Networks.Case> cases() {
    return Networks.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void infersAsPlainLoopsDo(Networks.Case one) {
    Random random = new Random(SEED);
    Graph graph = one.graph();
    Parameters parameters = Networks.parameters(graph, random);
    float[] images = Networks.images(graph, 13, random);
    Program program = Program.inference(graph, 13);
    program.load(parameters);
    double[] expected = new ReferenceNetwork(graph, parameters, false).logits(images, 13);
    float[] logits = program.infer(images, 0, 13);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], logits[i], 2e-5 * (1 + Math.abs(expected[i])), "logit " + i);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void logitsDependOnNeitherBatchNorNeighbours(Networks.Case one) {
    Random random = new Random(SEED);
    Graph graph = one.graph();
    Parameters parameters = Networks.parameters(graph, random);
    float[] images = Networks.images(graph, 40, random);
    Program large = Program.inference(graph, 40);
    large.load(parameters);
    float[] together = large.infer(images, 0, 40).clone();
    Program small = Program.inference(graph, 3);
    small.load(parameters);
    int classes = graph.classes();
    for (int from : new int[] {0, 7, 37}) {
      float[] few = small.infer(images, from, 3);
      float[] same = Arrays.copyOfRange(together, from * classes, (from + 3) * classes);
      assertArrayEquals(same, Arrays.copyOf(few, same.length));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void scalarAndVectorKernelsGiveTheSameBits(Networks.Case one) {
    Random random = new Random(SEED);
    Graph graph = one.graph();
    Parameters parameters = Networks.parameters(graph, random);
    float[] images = Networks.images(graph, 11, random);
    byte[] labels = Networks.labels(graph, 11, random);
    Program plain = Program.training(graph, 11, NetKernels.scalar());
    Program fast = Program.training(graph, 11, NetKernels.fastest());
    plain.load(parameters);
    fast.load(parameters);
    int[] order = Networks.order(11);
    for (int step = 0; step < 2; step++) {
      float expected = plain.forwardBackward(images, order, 0, labels, 11 - step);
      assertEquals(expected, fast.forwardBackward(images, order, 0, labels, 11 - step));
      assertEquals(plain.gradients(), fast.gradients());
      assertEquals(plain.parameters(), fast.parameters());
    }
    Program infers = Program.inference(graph, 11, NetKernels.scalar());
    Program infersFast = Program.inference(graph, 11, NetKernels.fastest());
    infers.load(parameters);
    infersFast.load(parameters);
    assertArrayEquals(infers.infer(images, 0, 11), infersFast.infer(images, 0, 11));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void gradientsAreThoseOfFiniteDifferences(Networks.Case one) {
    Random random = new Random(SEED);
    Graph graph = one.graph();
    Parameters parameters = Networks.parameters(graph, random);
    int count = 6;
    float[] images = Networks.images(graph, count, random);
    byte[] labels = Networks.labels(graph, count, random);
    Program program = Program.training(graph, 8);
    program.load(parameters);
    float loss = program.forwardBackward(images, Networks.order(count), 0, labels, count);
    ReferenceNetwork reference = new ReferenceNetwork(graph, parameters, true);
    assertEquals(reference.loss(images, labels, count), loss, 1e-5);
    for (Slot slot : graph.slots()) {
      if (slot.role().isTrained()) {
        compare(reference, slot, program.gradients().get(slot), images, labels, count, random);
      }
    }
  }

  private static void compare(
      ReferenceNetwork reference,
      Slot slot,
      float[] gradient,
      float[] images,
      byte[] labels,
      int count,
      Random random) {
    double[] values = reference.parameter(slot);
    double largest = 0;
    for (float value : gradient) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int i = 0; i < Math.min(12, values.length); i++) {
      int at = values.length <= 12 ? i : random.nextInt(values.length);
      double value = values[at];
      double step = 1e-6;
      values[at] = value + step;
      double above = reference.loss(images, labels, count);
      values[at] = value - step;
      double below = reference.loss(images, labels, count);
      values[at] = value;
      double expected = (above - below) / (2 * step);
      assertEquals(
          expected, gradient[at], 1e-5 + 1e-4 * largest, slot + "[" + at + "], seed " + SEED);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void runsTwiceWithTheSameBits(Networks.Case one) {
    Random random = new Random(SEED);
    Graph graph = one.graph();
    Parameters parameters = Networks.parameters(graph, random);
    float[] images = Networks.images(graph, 9, random);
    byte[] labels = Networks.labels(graph, 9, random);
    Program first = Program.training(graph, 9);
    Program second = Program.training(graph, 16);
    first.load(parameters);
    second.load(parameters);
    second.forwardBackward(images, Networks.order(9), 0, labels, 4);
    second.load(parameters);
    assertEquals(
        first.forwardBackward(images, Networks.order(9), 0, labels, 9),
        second.forwardBackward(images, Networks.order(9), 0, labels, 9));
    assertEquals(first.gradients(), second.gradients());
    assertTrue(first.gradients().trainedCount() > 0);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void refusesWhatItWasNotMadeFor(Networks.Case one) {
    Program program = Program.inference(one.graph(), 2);
    assertThrows(IllegalStateException.class, program::parameters);
    assertThrows(IllegalArgumentException.class, () -> program.infer(new float[0], 0, 3));
  }
}
