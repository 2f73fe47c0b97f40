package io.espalier.kernels.bench;

import io.espalier.kernels.net.Bias;
import io.espalier.kernels.net.Convolution;
import io.espalier.kernels.net.Dense;
import io.espalier.kernels.net.GlobalPooling;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Initializer;
import io.espalier.kernels.net.Layer;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Pooling;
import io.espalier.kernels.net.Program;
import io.espalier.kernels.net.Role;
import io.espalier.kernels.net.Shape;
import io.espalier.kernels.net.Slot;
import io.espalier.kernels.net.Window;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** How much faster layers and whole networks infer the more of their weights are zero. */
public final class SparseBench {
  private static final int BATCH = 64;
  private static final double WARM_UP_SECONDS = 0.3;
  private static final double SAMPLE_SECONDS = 0.06;
  private static final int SAMPLES = 7;

  /**
   * Weights that are zero together (one, or those of 16 neighbouring outputs for one input), and
   * the parts of them around which skipping them begins to pay.
   */
  private static final Map<Integer, double[]> SPARSITIES =
      new TreeMap<>(
          Map.of(
              1, new double[] {0.6, 0.75, 0.9, 0.95},
              16, new double[] {0.3, 0.4, 0.5, 0.75, 0.9}));

  private SparseBench() {}

  /** Layers by shape, then whole networks (all layers but the first convolution). */
  public static List<Measurement> run() {
    List<Measurement> rows = new ArrayList<>();
    int[][] convolutions = {{32, 32, 32}, {64, 64, 16}, {128, 128, 8}, {20, 50, 12}};
    for (int[] one : convolutions) {
      measure(one[0] + "-" + one[1] + " at " + one[2], convolution(one), 0, rows);
    }
    measure("dense 800-500", Graph.chain(Shape.flat(800), Map.of("fc", dense(500))), 0, rows);
    measure("VGG7 1/4", BenchNetworks.vgg7(32), 1, rows);
    measure("LeNet-5", BenchNetworks.lenet5(), 1, rows);
    return rows;
  }

  /** Prints the rows. */
  public static void main(String[] args) {
    run().forEach(System.out::println);
  }

  private static Graph convolution(int[] one) {
    Map<String, Layer> layers = new LinkedHashMap<>();
    layers.put("conv", new Convolution(one[1], Window.square(3).pad(1), Bias.PRESENT));
    layers.put("pool", new GlobalPooling(Pooling.Kind.MAX));
    return Graph.chain(new Shape(one[2], one[2], one[0]), layers);
  }

  private static Dense dense(int out) {
    return new Dense(out, Bias.PRESENT);
  }

  private static void measure(String name, Graph graph, int spared, List<Measurement> rows) {
    Parameters whole = Initializer.HE.draw(graph, 1);
    Runnable dense = inference(graph, whole);
    SPARSITIES.forEach(
        (run, sparsities) -> {
          for (double sparsity : sparsities) {
            Parameters pruned = whole.copy();
            prune(pruned, sparsity, run, spared);
            String what = String.format(Locale.ROOT, "%s, %.2f zero by %d", name, sparsity, run);
            rows.add(measured(what, dense, inference(graph, pruned)));
          }
        });
  }

  /** Both in turns, so that a disturbance of the machine meets both. */
  private static Measurement measured(String what, Runnable dense, Runnable sparse) {
    Samples.warmUp(dense, WARM_UP_SECONDS);
    double once = Samples.warmUp(sparse, WARM_UP_SECONDS);
    int repeats = (int) Math.max(1, SAMPLE_SECONDS / once);
    Samples[] both = Samples.ofPair(dense, sparse, repeats, SAMPLES);
    double ratio = both[0].median() / both[1].median();
    double spread = Math.max(both[0].spread(), both[1].spread());
    return new Measurement(what, BATCH / both[1].median(), "images/s", "dense", ratio, spread);
  }

  private static Runnable inference(Graph graph, Parameters parameters) {
    Program program = Program.inference(graph, BATCH);
    program.load(parameters);
    Random random = new Random(1);
    float[] images = new float[BATCH * graph.input().volume()];
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) random.nextGaussian();
    }
    return () -> program.infer(images, 0, BATCH);
  }

  private static void prune(Parameters parameters, double sparsity, int run, int spared) {
    Random random = new Random(2);
    int layer = 0;
    for (Slot slot : parameters.slots()) {
      if (slot.role() == Role.WEIGHT && layer++ >= spared) {
        prune(parameters.get(slot), slot.extents().get(0), sparsity, run, random);
      }
    }
  }

  private static void prune(float[] weights, int outs, double sparsity, int run, Random random) {
    int depth = weights.length / outs;
    for (int k = 0; k < depth; k++) {
      for (int first = 0; first < outs; first += run) {
        boolean zero = random.nextDouble() < sparsity;
        for (int out = first; zero && out < Math.min(first + run, outs); out++) {
          weights[out * depth + k] = 0;
        }
      }
    }
  }
}
