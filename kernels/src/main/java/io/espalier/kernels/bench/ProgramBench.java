package io.espalier.kernels.bench;

import io.espalier.kernels.format.BlockFloat;
import io.espalier.kernels.format.BlockLog;
import io.espalier.kernels.format.BlockMiniFloat;
import io.espalier.kernels.format.DenormMiniFloat;
import io.espalier.kernels.format.FixedPoint;
import io.espalier.kernels.format.MiniFloat;
import io.espalier.kernels.format.NumberFormat;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Initializer;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Program;
import io.espalier.kernels.net.Sgd;
import io.espalier.kernels.net.Updater;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** Images a second of whole networks on one thread: inference, under a format, training. */
public final class ProgramBench {
  private static final int INFERENCE_BATCH = 256;
  private static final int TRAINING_BATCH = 64;

  private ProgramBench() {}

  /** LeNet-5 and VGG7 at a quarter of its width. */
  public static List<Measurement> run() {
    List<Measurement> rows = new ArrayList<>();
    measure("LeNet-5", BenchNetworks.lenet5(), rows);
    measure("VGG7 1/4", BenchNetworks.vgg7(32), rows);
    return rows;
  }

  /** Prints the rows. */
  public static void main(String[] args) {
    run().forEach(System.out::println);
  }

  private static void measure(String name, Graph graph, List<Measurement> rows) {
    Parameters parameters = Initializer.HE.draw(graph, 1);
    Measurement plain = inference(name + " inference", graph, parameters, INFERENCE_BATCH);
    rows.add(plain);
    formats()
        .forEach(
            (format, number) -> rows.add(under(name, format, number, graph, parameters, plain)));
    rows.add(training(name + " training", graph, parameters));
  }

  private static Map<String, NumberFormat> formats() {
    Map<String, NumberFormat> formats = new LinkedHashMap<>();
    formats.put("fixed-point 8", FixedPoint.of(8, 4));
    formats.put("mini-float E4M3", MiniFloat.of(4, 3));
    formats.put("dmf E4M3", DenormMiniFloat.of(4, 3));
    formats.put("bfp M7", BlockFloat.of(7));
    formats.put("bm E4M3", BlockMiniFloat.of(4, 3));
    formats.put("bl E7", BlockLog.of(7));
    return formats;
  }

  private static Measurement under(
      String name,
      String formatName,
      NumberFormat format,
      Graph graph,
      Parameters parameters,
      Measurement plain) {
    Program program = Program.inference(graph, INFERENCE_BATCH);
    program.load(parameters);
    graph.weighted().forEach(node -> program.quantizeInput(node, format));
    float[] images = images(graph, INFERENCE_BATCH);
    Stopwatch.Time time = Stopwatch.measure(() -> program.infer(images, 0, INFERENCE_BATCH));
    double rate = INFERENCE_BATCH / time.seconds();
    return new Measurement(
        name + " inference, " + formatName,
        rate,
        "images/s",
        "float32",
        rate / plain.value(),
        time.spread());
  }

  private static Measurement inference(String name, Graph graph, Parameters parameters, int batch) {
    Program program = Program.inference(graph, batch);
    program.load(parameters);
    float[] images = images(graph, batch);
    Stopwatch.Time time = Stopwatch.measure(() -> program.infer(images, 0, batch));
    return rate(name, batch, time);
  }

  private static Measurement training(String name, Graph graph, Parameters parameters) {
    int batch = TRAINING_BATCH;
    Program program = Program.training(graph, batch);
    program.load(parameters);
    float[] images = images(graph, batch);
    byte[] labels = new byte[batch];
    IntStream.range(0, batch).forEach(i -> labels[i] = (byte) (i % graph.classes()));
    int[] order = IntStream.range(0, batch).toArray();
    Updater updater = new Updater(new Sgd(1e-4, 0.9, false, 1e-4));
    Stopwatch.Time time =
        Stopwatch.measure(
            () -> {
              program.forwardBackward(images, order, 0, labels, batch);
              updater.step(program.parameters(), program.gradients());
            });
    return rate(name, batch, time);
  }

  private static Measurement rate(String name, int images, Stopwatch.Time time) {
    return new Measurement(
        name, images / time.seconds(), "images/s", "", Double.NaN, time.spread());
  }

  private static float[] images(Graph graph, int count) {
    Random random = new Random(1);
    float[] images = new float[count * graph.input().volume()];
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) random.nextGaussian();
    }
    return images;
  }
}
