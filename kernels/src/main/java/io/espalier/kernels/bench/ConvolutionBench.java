package io.espalier.kernels.bench;

import io.espalier.kernels.net.Bias;
import io.espalier.kernels.net.Convolution;
import io.espalier.kernels.net.GlobalPooling;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Initializer;
import io.espalier.kernels.net.Layer;
import io.espalier.kernels.net.Pooling;
import io.espalier.kernels.net.Program;
import io.espalier.kernels.net.Shape;
import io.espalier.kernels.net.Window;
import io.espalier.kernels.simd.FmaPeak;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Single convolutions, forward, against the multiply-adds that the core can do at most. */
public final class ConvolutionBench {
  private static final int BATCH = 32;
  private static final int TURNS = 2_000_000;
  private static final int LANES = 64;

  private ConvolutionBench() {}

  /** The peak and the layers of LeNet-5, VGG7 at a quarter and ResNet-20. */
  public static List<Measurement> run() {
    float[] sums = new float[LANES];
    Stopwatch.Time time = Stopwatch.measure(() -> FmaPeak.run(TURNS, sums));
    double peak = FmaPeak.operations(TURNS) / time.seconds() * 1e-9;
    List<Measurement> rows = new ArrayList<>();
    rows.add(new Measurement("fma peak", peak, "GFLOP/s", "", Double.NaN, time.spread()));
    Window three = Window.square(3).pad(1);
    rows.add(measure(new Shape(28, 28, 1), 20, Window.square(5), peak));
    rows.add(measure(new Shape(12, 12, 20), 50, Window.square(5), peak));
    rows.add(measure(new Shape(32, 32, 3), 32, three, peak));
    rows.add(measure(new Shape(32, 32, 16), 16, three, peak));
    rows.add(measure(new Shape(32, 32, 32), 32, three, peak));
    rows.add(measure(new Shape(16, 16, 64), 64, three, peak));
    rows.add(measure(new Shape(8, 8, 128), 128, three, peak));
    rows.add(measure(new Shape(16, 16, 64), 128, Window.square(1), peak));
    return rows;
  }

  /** Prints the rows. */
  public static void main(String[] args) {
    run().forEach(System.out::println);
  }

  private static Measurement measure(Shape shape, int out, Window window, double peak) {
    Map<String, Layer> layers = new LinkedHashMap<>();
    layers.put("conv", new Convolution(out, window, Bias.PRESENT));
    layers.put("pool", new GlobalPooling(Pooling.Kind.AVERAGE));
    Graph graph = Graph.chain(shape, layers);
    Program program = Program.inference(graph, BATCH);
    program.load(Initializer.HE.draw(graph, 1));
    float[] images = new float[BATCH * shape.volume()];
    Stopwatch.Time time = Stopwatch.measure(() -> program.infer(images, 0, BATCH));
    double rate = 2.0 * graph.macs() * BATCH / time.seconds() * 1e-9;
    String name = "conv " + shape + ", " + window.height() + "×" + window.width() + ", " + out;
    return new Measurement(name, rate, "GFLOP/s", "peak", rate / peak, time.spread());
  }
}
