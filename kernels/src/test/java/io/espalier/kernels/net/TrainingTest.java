package io.espalier.kernels.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.kernels.bench.BenchNetworks;
import io.espalier.kernels.format.BlockFloat;
import io.espalier.kernels.format.FixedPoint;
import io.espalier.kernels.format.Float32;
import io.espalier.kernels.format.NumberFormat;
import java.lang.management.ManagementFactory;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole networks in training: they learn, and once warm they allocate nothing. */
class TrainingTest {
  private static final int BATCH = 32;
  private static final int IMAGES = 256;

  /** Bright quarters on noise: the class is where the brightness is. */
  private static float[] quarters(Graph graph, byte[] labels, Random random) {
    Shape shape = graph.input();
    float[] images = Networks.images(graph, labels.length, random);
    for (int n = 0; n < labels.length; n++) {
      labels[n] = (byte) random.nextInt(4);
      for (int i = 0; i < shape.volume(); i++) {
        int y = i / (shape.width() * shape.channels());
        int x = i / shape.channels() % shape.width();
        int quarter = 2 * (2 * y / shape.height()) + 2 * x / shape.width();
        images[n * shape.volume() + i] += quarter == labels[n] ? 1 : 0;
      }
    }
    return images;
  }

  @Test
  void lenetLearnsTheSameEveryTime() {
    Parameters first = trained();
    assertEquals(first, trained());
  }

  private static Parameters trained() {
    Graph graph = BenchNetworks.lenet5();
    Random random = new Random(11);
    byte[] labels = new byte[IMAGES];
    float[] images = quarters(graph, labels, random);
    Program program = Program.training(graph, BATCH);
    program.load(Initializer.HE.draw(graph, 5));
    Updater updater = new Updater(new Sgd(0.005, 0.9, false, 1e-4));
    int[] order = Networks.order(IMAGES);
    double firstLoss = epoch(program, updater, images, order, labels);
    double lastLoss = 0;
    for (int i = 0; i < 4; i++) {
      lastLoss = epoch(program, updater, images, order, labels);
    }
    assertTrue(lastLoss < 0.2 && lastLoss < firstLoss / 3, firstLoss + " to " + lastLoss);
    Program infers = Program.inference(graph, IMAGES);
    infers.load(program.parameters());
    float[] logits = infers.infer(images, 0, IMAGES);
    double loss = 0;
    for (int n = 0; n < IMAGES; n++) {
      loss += Loss.crossEntropy(logits, 10 * n, 10, labels[n]) / IMAGES;
    }
    assertTrue(loss < 0.2, "inference " + loss);
    return program.parameters();
  }

  private static double epoch(
      Program program, Updater updater, float[] images, int[] order, byte[] labels) {
    double sum = 0;
    for (int from = 0; from < IMAGES; from += BATCH) {
      sum += program.forwardBackward(images, order, from, labels, BATCH) * BATCH;
      updater.step(program.parameters(), program.gradients());
    }
    return sum / IMAGES;
  }

  static Stream<Graph> graphs() {
    return Stream.of(
        BenchNetworks.lenet5(),
        BenchNetworks.vgg7(8),
        Networks.all().filter(one -> one.name().equals("residual")).findAny().get().graph(),
        Networks.all().filter(one -> one.name().equals("concat")).findAny().get().graph());
  }

  /** Element and block formats: those of blocks have loops of their own. */
  static Stream<Arguments> graphsAndFormats() {
    return graphs()
        .flatMap(
            graph ->
                Stream.of(new Float32(), FixedPoint.of(8, 5), BlockFloat.of(3))
                    .map(format -> Arguments.of(graph, format)));
  }

  @ParameterizedTest
  @MethodSource("graphsAndFormats")
  void trainingAllocatesNothingPerBatchOnceWarm(Graph graph, NumberFormat format) {
    Random random = new Random(1);
    float[] images = Networks.images(graph, BATCH, random);
    byte[] labels = Networks.labels(graph, BATCH, random);
    int[] order = Networks.order(BATCH);
    Program trains = Program.training(graph, BATCH);
    trains.load(Initializer.HE.draw(graph, 1));
    graph.weighted().forEach(node -> trains.quantizeInput(node, format));
    Updater sgd = new Updater(new Sgd(1e-3, 0.9, false, 1e-4));
    Updater adam = new Updater(Adam.of(1e-4));
    assertAllocatesNothing(
        () -> {
          trains.forwardBackward(images, order, 0, labels, BATCH);
          sgd.step(trains.parameters(), trains.gradients());
          adam.step(trains.parameters(), trains.gradients());
        });
  }

  @ParameterizedTest
  @MethodSource("graphsAndFormats")
  void inferenceAllocatesNothingPerBatchOnceWarm(Graph graph, NumberFormat format) {
    assertInferenceAllocatesNothing(graph, Initializer.HE.draw(graph, 1), format);
  }

  /** Single zeros, as many as make convolutions interleave images, and runs of 16 outputs. */
  @ParameterizedTest
  @MethodSource("graphsAndFormats")
  void sparseInferenceAllocatesNothingPerBatchOnceWarm(Graph graph, NumberFormat format) {
    Parameters single = Initializer.HE.draw(graph, 1);
    Parameters runs = Initializer.HE.draw(graph, 1);
    for (String node : graph.weighted()) {
      float[] one = single.get(node, Role.WEIGHT);
      float[] other = runs.get(node, Role.WEIGHT);
      int depth = one.length / graph.shapes().get(node).channels();
      for (int i = 0; i < one.length; i++) {
        one[i] = i % 20 == 0 ? one[i] : 0;
        other[i] = i % depth % 5 == 0 ? other[i] : 0;
      }
    }
    assertInferenceAllocatesNothing(graph, single, format);
    assertInferenceAllocatesNothing(graph, runs, format);
  }

  private static void assertInferenceAllocatesNothing(
      Graph graph, Parameters parameters, NumberFormat format) {
    float[] images = Networks.images(graph, BATCH, new Random(1));
    Program infers = Program.inference(graph, BATCH);
    infers.load(parameters);
    graph.weighted().forEach(node -> infers.quantizeInput(node, format));
    assertAllocatesNothing(() -> infers.infer(images, 0, BATCH));
  }

  private static void assertAllocatesNothing(Runnable batch) {
    long allocated = Long.MAX_VALUE;
    for (int i = 0; i < 60 && allocated > 1000; i++) {
      allocated = allocatedBy(batch, 20);
    }
    assertTrue(allocated <= 1000, "bytes in 20 batches: " + allocated);
  }

  private static long allocatedBy(Runnable run, int times) {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < times; i++) {
      run.run();
    }
    return threads.getCurrentThreadAllocatedBytes() - before;
  }
}
