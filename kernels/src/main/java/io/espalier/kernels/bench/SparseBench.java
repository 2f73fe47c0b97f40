package io.espalier.kernels.bench;

import io.espalier.kernels.net.Bias;
import io.espalier.kernels.net.Convolution;
import io.espalier.kernels.net.GlobalPooling;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Initializer;
import io.espalier.kernels.net.Layer;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Pooling;
import io.espalier.kernels.net.Program;
import io.espalier.kernels.net.Role;
import io.espalier.kernels.net.Shape;
import io.espalier.kernels.net.Skipping;
import io.espalier.kernels.net.Slot;
import io.espalier.kernels.net.Window;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * How much faster layers and whole networks infer the more of their weights are zero: each kernel
 * at each shape and density, whether or not the rule takes it there, then networks by the rule.
 */
public final class SparseBench {
  private static final double WARM_UP_SECONDS = 0.3;
  private static final double SAMPLE_SECONDS = 0.06;
  private static final int SAMPLES = 7;
  private static final int BATCH = 64;

  /** Outputs whose weights for one input are zero together. */
  private static final int RUN = 16;

  /** Parts of the weights, and of the runs of 16, that are kept. */
  private static final double[] SINGLES = {0.05, 0.1, 0.25, 0.4};

  private static final double[] RUNS = {0.1, 0.25, 0.5, 0.6, 0.7};

  /** Convolutions of the same size as their input, and dense layers: kernel 1 on one pixel. */
  private static final List<Layout> LAYERS =
      List.of(
          new Layout(3, 16, 16, 32, 64),
          new Layout(3, 32, 32, 32, 64),
          new Layout(3, 64, 64, 16, 64),
          new Layout(3, 128, 128, 8, 64),
          new Layout(3, 256, 256, 4, 64),
          new Layout(5, 20, 50, 8, 64),
          new Layout(1, 64, 128, 16, 64),
          new Layout(1, 800, 500, 1, 64),
          new Layout(1, 2048, 256, 1, 16));

  private SparseBench() {}

  private record Layout(int kernel, int in, int out, int at, int images) {
    Graph graph() {
      Window window = Window.square(kernel).pad(kernel / 2);
      Map<String, Layer> layers = new LinkedHashMap<>();
      layers.put("conv", new Convolution(out, window, Bias.PRESENT));
      layers.put("pool", new GlobalPooling(Pooling.Kind.MAX));
      return Graph.chain(new Shape(at, at, in), layers);
    }

    /** Read again where the table is applied. */
    String name(String kernel, double kept) {
      return String.format(
          Locale.ROOT,
          "%s kernel=%d in=%d out=%d at=%d images=%d kept=%s",
          kernel,
          this.kernel,
          in,
          out,
          at,
          images,
          kept);
    }
  }

  /** Layers by shape, then whole networks: all layers but the first convolution are pruned. */
  public static List<Measurement> run() {
    List<Measurement> rows = new ArrayList<>();
    LAYERS.forEach(layer -> measure(layer, rows));
    measure("VGG7 1/4", BenchNetworks.vgg7(32), rows);
    measure("LeNet-5", BenchNetworks.lenet5(), rows);
    return rows;
  }

  /** Prints the rows. */
  public static void main(String[] args) {
    run().forEach(System.out::println);
  }

  private static void measure(Layout layer, List<Measurement> rows) {
    Parameters whole = Initializer.HE.draw(layer.graph(), 1);
    Inference inference = new Inference(layer.graph(), layer.images());
    for (double kept : SINGLES) {
      Parameters pruned = pruned(whole, kept, 1, 0);
      rows.add(inference.measured(layer.name("singles", kept), whole, pruned, Skipping.SINGLES));
    }
    for (double kept : RUNS) {
      Parameters pruned = pruned(whole, kept, RUN, 0);
      rows.add(inference.measured(layer.name("runs", kept), whole, pruned, Skipping.RUNS));
    }
  }

  private static void measure(String name, Graph graph, List<Measurement> rows) {
    Parameters whole = Initializer.HE.draw(graph, 1);
    Inference inference = new Inference(graph, BATCH);
    for (int run : new int[] {1, RUN}) {
      for (double kept : run == 1 ? SINGLES : RUNS) {
        String what = String.format(Locale.ROOT, "%s, %.2f kept by %d", name, kept, run);
        Parameters pruned = pruned(whole, kept, run, 1);
        rows.add(inference.measured(what, whole, pruned, Skipping.FASTEST));
      }
    }
  }

  /** A program with all weights and one without some, in turns. */
  private record Inference(Program dense, Program sparse, float[] images, int batch) {
    Inference(Graph graph, int batch) {
      this(
          Program.inference(graph, batch),
          Program.inference(graph, batch),
          new float[batch * graph.input().volume()],
          batch);
      Random random = new Random(1);
      for (int i = 0; i < images.length; i++) {
        images[i] = (float) random.nextGaussian();
      }
    }

    /** Both in turns, so that a disturbance of the machine meets both. */
    Measurement measured(String what, Parameters whole, Parameters pruned, Skipping skipping) {
      dense.load(whole, Skipping.NONE);
      sparse.load(pruned, skipping);
      Runnable without = () -> dense.infer(images, 0, batch);
      Runnable with = () -> sparse.infer(images, 0, batch);
      Samples.warmUp(without, WARM_UP_SECONDS);
      double once = Samples.warmUp(with, WARM_UP_SECONDS);
      int repeats = (int) Math.max(1, SAMPLE_SECONDS / once);
      Samples[] both = Samples.ofPair(without, with, repeats, SAMPLES);
      double ratio = both[0].median() / both[1].median();
      double spread = Math.max(both[0].spread(), both[1].spread());
      return new Measurement(what, batch / both[1].median(), "images/s", "dense", ratio, spread);
    }
  }

  /** Random zeros in all weights but those of the first {@code spared} layers; a copy. */
  private static Parameters pruned(Parameters whole, double kept, int run, int spared) {
    Parameters pruned = whole.copy();
    Random random = new Random(2);
    int layer = 0;
    for (Slot slot : pruned.slots()) {
      if (slot.role() == Role.WEIGHT && layer++ >= spared) {
        prune(pruned.get(slot), slot.extents().get(0), 1 - kept, run, random);
      }
    }
    return pruned;
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
