package io.espalier.jobs.dl4j;

import io.espalier.compression.data.Images;
import io.espalier.compression.data.PixelScale;
import io.espalier.compression.data.Splits;
import io.espalier.compression.model.LeNet5;
import io.espalier.compression.model.ModelSource;
import io.espalier.compression.model.Normalization;
import io.espalier.compression.model.Trainee;
import io.espalier.compression.model.Vgg7;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Program;
import io.espalier.kernels.net.Sgd;
import io.espalier.kernels.net.Shape;
import io.espalier.kernels.net.Updater;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.DataSet;

/**
 * How fast Deeplearning4j trains on one thread with and without oneDNN, and our own engine in the
 * same minutes: images a second of processor time, medians of 7 turns. Start it with
 * OMP_NUM_THREADS=1.
 */
final class OneDnnBench {
  private static final int BATCH = 64;
  private static final int TURNS = 7;

  private OneDnnBench() {}

  public static void main(String[] arguments) {
    compare("lenet5", new LeNet5(Normalization.NONE), new Shape(28, 28, 1), 40);
    if (arguments.length > 0) {
      compare("vgg7 1/4", new Vgg7(0.25, Normalization.NONE), new Shape(32, 32, 3), 4);
    }
  }

  private static void compare(String name, ModelSource model, Shape shape, int steps) {
    Images images = images(shape);
    Sgd sgd = new Sgd(0.01, 0.9, true, 0);
    Parameters start = model.start(shape, 10, 1);
    var plain = (MultiLayerNetwork) Trainee.of(model, shape, 10, start, sgd).network();
    var fast = (MultiLayerNetwork) Trainee.of(model, shape, 10, start, sgd).network();
    OneDnn.switchOn(fast);
    DataSet batch = batch(images);
    Graph graph = model.graph(shape, 10);
    Program program = Program.training(graph, BATCH);
    program.load(start);
    Updater updater = new Updater(sgd);
    float[] pixels = new float[BATCH * shape.volume()];
    int[] order = new int[BATCH];
    Arrays.setAll(order, i -> i);
    images.decode(order, 0, BATCH, PixelScale.unit(shape.channels()), pixels);
    Runnable own =
        () -> {
          program.forwardBackward(pixels, order, 0, images.labels(), BATCH);
          updater.step(program.parameters(), program.gradients(), 0.01);
        };
    double[][] rates = new double[3][TURNS];
    for (int turn = -1; turn < TURNS; turn++) {
      double[] now = {
        rate(() -> plain.fit(batch), steps), rate(() -> fast.fit(batch), steps), rate(own, steps)
      };
      for (int i = 0; i < now.length && turn >= 0; i++) {
        rates[i][turn] = now[i];
      }
    }
    System.out.printf(
        "%s: as shipped %.0f, with oneDNN %.0f (× %.2f), own engine %.0f images/s%n",
        name,
        median(rates[0]),
        median(rates[1]),
        median(rates[1]) / median(rates[0]),
        median(rates[2]));
  }

  private static Images images(Shape shape) {
    byte[] pixels = new byte[BATCH * shape.volume()];
    new Random(1).nextBytes(pixels);
    byte[] labels = new byte[BATCH];
    for (int i = 0; i < BATCH; i++) {
      labels[i] = (byte) (i % 10);
    }
    return new Images(shape, pixels, labels);
  }

  private static DataSet batch(Images images) {
    int[] all = new int[BATCH];
    Arrays.setAll(all, i -> i);
    return new Batches(HeldImages.of(Splits.of(images, images, images, 10)), 10).call(all);
  }

  /** Images a second of this thread's processor time. */
  private static double rate(Runnable step, int steps) {
    long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    for (int i = 0; i < steps; i++) {
      step.run();
    }
    long nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
    return steps * BATCH / (nanos / 1e9);
  }

  private static double median(double[] values) {
    return DoubleStream.of(values).sorted().toArray()[values.length / 2];
  }
}
