package io.espalier.kernels.bench;

import io.espalier.kernels.net.Bias;
import io.espalier.kernels.net.Dense;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Initializer;
import io.espalier.kernels.net.Program;
import io.espalier.kernels.net.Shape;
import io.espalier.kernels.simd.FmaPeak;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The fp32 product [m × k] · [k × n] as a dense layer runs it, weights packed, its input copied in,
 * beside a library's product of the same size and the core's peak of fused multiply-adds.
 */
public final class ProductBench {
  private static final int SAMPLES = 15;
  private static final int PEAK_ROUNDS = 1_000_000;

  private ProductBench() {}

  /** A product of given extents of some library, ready to run on one thread. */
  @FunctionalInterface
  public interface Reference {
    /** What multiplies [m × k] by [k × n] when run. */
    Runnable product(int m, int k, int n);
  }

  /** The three shapes of a convolution's and a dense layer's product, in GFLOP/s. */
  public static List<Measurement> run(String library, Reference reference) {
    List<Measurement> rows = new ArrayList<>();
    double peak = peak();
    rows.add(new Measurement("fma peak of a core", peak, "GFLOP/s", "", Double.NaN, 0));
    for (int[] shape : new int[][] {{1024, 1152, 128}, {256, 2304, 256}, {64, 4096, 1024}}) {
      rows.addAll(measured(shape[0], shape[1], shape[2], library, reference, peak));
    }
    return rows;
  }

  private static double peak() {
    float[] out = new float[64];
    Runnable run = () -> FmaPeak.run(PEAK_ROUNDS, out);
    for (int i = 0; i < 50; i++) {
      run.run();
    }
    Samples[] samples = Samples.ofPair(run, run, 3, SAMPLES);
    return FmaPeak.operations(PEAK_ROUNDS) / samples[0].median() / 1e9;
  }

  private static List<Measurement> measured(
      int m, int k, int n, String library, Reference reference, double peak) {
    Graph graph = Graph.chain(Shape.flat(k), Map.of("dense", new Dense(n, Bias.ABSENT)));
    Program program = Program.inference(graph, m);
    program.load(Initializer.HE.draw(graph, 1));
    float[] input = new float[m * k];
    for (int i = 0; i < input.length; i++) {
      input[i] = (i * 31 % 64 - 32) / 32f;
    }
    Runnable ours = () -> program.infer(input, 0, m);
    Runnable theirs = reference.product(m, k, n);
    for (int i = 0; i < 60; i++) {
      ours.run();
      theirs.run();
    }
    Samples[] both = Samples.ofPair(ours, theirs, 10, SAMPLES);
    double operations = 2.0 * m * k * n;
    double speed = operations / both[0].median() / 1e9;
    String name = "product " + m + "×" + k + "×" + n;
    double spread = both[0].spread();
    return List.of(
        new Measurement(
            name, speed, "GFLOP/s", library, both[1].median() / both[0].median(), spread),
        new Measurement(name, speed, "GFLOP/s", "fma peak", speed / peak, spread));
  }
}
