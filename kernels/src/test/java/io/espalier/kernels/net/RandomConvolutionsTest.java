package io.espalier.kernels.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.espalier.kernels.simd.NetKernels;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Convolutions of random awkward shapes, forward and backward: against plain loops in double, by
 * finite differences, and scalar against vector kernels bit for bit.
 */
class RandomConvolutionsTest {
  private static final String SEED = "espalier.test.seed";
  private static final int[] CHANNELS = {1, 3, 7, 16, 20, 33, 50};
  private static final int DRAWS = 40;
  private static final int IMAGES = 5;

  /** So small that hardly ever an input of the ReLU lies within it around zero. */
  private static final double STEP = 1e-8;

  /**
   * Inputs of the ReLU at least so far from zero have the same sign in float and in double, else
   * the two gradients lawfully differ by a whole pixel's share. Zero itself is a window of padding
   * only.
   */
  private static final double MARGIN = 1e-5;

  /** Other ones each time; a failing case names its seed, which the property replays. */
  static LongStream seeds() {
    Long replayed = Long.getLong(SEED);
    long first = System.nanoTime() % 1_000_000;
    return replayed != null ? LongStream.of(replayed) : LongStream.range(first, first + DRAWS);
  }

  private static Graph draw(Random random) {
    int groups = random.nextInt(4) == 0 ? 1 + random.nextInt(3) : 1;
    int in = groups * pick(random);
    int out = groups * pick(random);
    Window window = window(random);
    Shape shape =
        new Shape(extent(window.spanHeight(), random), extent(window.spanWidth(), random), in);
    Bias bias = random.nextBoolean() ? Bias.PRESENT : Bias.ABSENT;
    return new Graph(
        shape,
        List.of(
            new Node("stem", new Scale(), Graph.INPUT),
            new Node("layer", new Convolution(out, window, groups, bias), "stem"),
            new Node("relu", Activation.relu(), "layer"),
            new Node("pool", new GlobalPooling(Pooling.Kind.AVERAGE), "relu"),
            new Node("head", new Dense(4, Bias.PRESENT), "pool")));
  }

  private static int pick(Random random) {
    return CHANNELS[random.nextInt(CHANNELS.length)];
  }

  private static Window window(Random random) {
    Padding padding =
        new Padding(random.nextInt(3), random.nextInt(3), random.nextInt(3), random.nextInt(3));
    return new Window(
        1 + random.nextInt(4),
        1 + random.nextInt(4),
        1 + random.nextInt(3),
        1 + random.nextInt(3),
        padding,
        1 + random.nextInt(2),
        1 + random.nextInt(2));
  }

  private static int extent(int span, Random random) {
    return span + random.nextInt(6);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void runForwardAndBackwardAsPlainLoopsDo(long seed) {
    Random random = new Random(seed);
    Graph graph = draw(random);
    String what = "-D" + SEED + "=" + seed + " " + graph.nodes().get(1) + " on " + graph.input();
    float[] images = Networks.images(graph, IMAGES, random);
    byte[] labels = Networks.labels(graph, IMAGES, random);
    Parameters parameters = awayFromTheKink(graph, images, random);
    compareLogits(graph, parameters, images, what);
    Program program = Program.training(graph, IMAGES);
    program.load(parameters);
    float loss = program.forwardBackward(images, Networks.order(IMAGES), 0, labels, IMAGES);
    ReferenceNetwork reference = new ReferenceNetwork(graph, parameters, true);
    assertEquals(reference.loss(images, labels, IMAGES), loss, 1e-5, what);
    for (Slot slot : graph.slots()) {
      float[] gradient = program.gradients().get(slot);
      compare(reference, slot, gradient, images, labels, random, what);
    }
    compareBits(program, graph, parameters, images, labels, what);
  }

  private static Parameters awayFromTheKink(Graph graph, float[] images, Random random) {
    while (true) {
      Parameters drawn = Networks.parameters(graph, random);
      double[] inputs = new ReferenceNetwork(graph, drawn, false).run(images, IMAGES).get("layer");
      if (DoubleStream.of(inputs).allMatch(value -> value == 0 || Math.abs(value) >= MARGIN)) {
        return drawn;
      }
    }
  }

  private static void compareLogits(
      Graph graph, Parameters parameters, float[] images, String what) {
    Program program = Program.inference(graph, IMAGES);
    program.load(parameters);
    float[] logits = program.infer(images, 0, IMAGES);
    double[] expected = new ReferenceNetwork(graph, parameters, false).logits(images, IMAGES);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], logits[i], 2e-5 * (1 + Math.abs(expected[i])), what);
    }
  }

  private static void compareBits(
      Program fast,
      Graph graph,
      Parameters parameters,
      float[] images,
      byte[] labels,
      String what) {
    Program plain = Program.training(graph, IMAGES, NetKernels.scalar());
    plain.load(parameters);
    plain.forwardBackward(images, Networks.order(IMAGES), 0, labels, IMAGES);
    assertEquals(plain.gradients(), fast.gradients(), what);
  }

  private static void compare(
      ReferenceNetwork reference,
      Slot slot,
      float[] gradient,
      float[] images,
      byte[] labels,
      Random random,
      String what) {
    double largest =
        IntStream.range(0, gradient.length).mapToDouble(i -> Math.abs(gradient[i])).max().orElse(0);
    double[] values = reference.parameter(slot);
    for (int i = 0; i < 5; i++) {
      int at = random.nextInt(values.length);
      double value = values[at];
      values[at] = value + STEP;
      double above = reference.loss(images, labels, IMAGES);
      values[at] = value - STEP;
      double below = reference.loss(images, labels, IMAGES);
      values[at] = value;
      double expected = (above - below) / (2 * STEP);
      assertEquals(expected, gradient[at], 1e-5 + 1e-4 * largest, slot + "[" + at + "] " + what);
    }
  }

  /** Batches of 1, 5 and 64: the same logits for the same images. */
  @ParameterizedTest
  @MethodSource("io.espalier.kernels.net.Networks#all")
  void logitsAreThoseOfAnyOtherBatch(Networks.Case one) {
    Random random = new Random(17);
    Graph graph = one.graph();
    Parameters parameters = Networks.parameters(graph, random);
    float[] images = Networks.images(graph, 64, random);
    float[] together = logits(graph, parameters, images, 64);
    assertArrayEquals(together, logits(graph, parameters, images, 1));
    assertArrayEquals(together, logits(graph, parameters, images, 5));
  }

  private static float[] logits(Graph graph, Parameters parameters, float[] images, int batch) {
    Program program = Program.inference(graph, batch);
    program.load(parameters);
    float[] all = new float[64 * graph.classes()];
    for (int from = 0; from < 64; from += batch) {
      int count = Math.min(batch, 64 - from);
      float[] some = program.infer(images, from, count);
      System.arraycopy(some, 0, all, from * graph.classes(), count * graph.classes());
    }
    return all;
  }
}
