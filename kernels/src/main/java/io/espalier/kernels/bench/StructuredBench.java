package io.espalier.kernels.bench;

import io.espalier.kernels.net.Activation;
import io.espalier.kernels.net.BatchNorm;
import io.espalier.kernels.net.Bias;
import io.espalier.kernels.net.Convolution;
import io.espalier.kernels.net.Dense;
import io.espalier.kernels.net.Flatten;
import io.espalier.kernels.net.Gather;
import io.espalier.kernels.net.GlobalPooling;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Initializer;
import io.espalier.kernels.net.Layer;
import io.espalier.kernels.net.Node;
import io.espalier.kernels.net.Pooling;
import io.espalier.kernels.net.Program;
import io.espalier.kernels.net.Shape;
import io.espalier.kernels.net.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * How much faster layers and whole networks infer with half of the multiply-accumulates left:
 * channels cut out, or kernels, so that the outputs come in groups of which each reads half of the
 * inputs, another half each. The whole network and the smaller one run in turns.
 */
public final class StructuredBench {
  private static final int BATCH = 64;
  private static final double WARM_UP_SECONDS = 0.5;
  private static final double SAMPLE_SECONDS = 0.1;
  private static final int SAMPLES = 7;
  private static final int[] GROUPS = {2, 4, 8};

  private StructuredBench() {}

  /** Channels of layers, those of VGG7 at a quarter of its width and at full width, then VGG7. */
  public static List<Measurement> run() {
    List<Measurement> rows = new ArrayList<>();
    int[][] layers = {{32, 32}, {64, 16}, {128, 8}, {128, 32}, {256, 16}, {512, 8}};
    for (int[] layer : layers) {
      int channels = layer[0];
      int size = layer[1];
      String name = String.format(Locale.ROOT, "3x3 %d-%d at %d", channels, channels, size);
      Graph whole = layer(channels, channels, size, 1);
      rows.add(
          measured(name + ", half the channels", whole, layer(channels, channels / 2, size, 1)));
      for (int groups : GROUPS) {
        rows.add(
            measured(
                name + ", half in " + groups + " groups",
                whole,
                layer(channels, channels, size, groups)));
      }
    }
    for (int base : new int[] {32, 128}) {
      String name = base == 32 ? "VGG7 1/4" : "VGG7";
      int[] channels = {base, base, 2 * base, 2 * base, 4 * base, 4 * base, 8 * base};
      Graph whole = vgg7(channels, 1);
      rows.add(measured(name + ", half by channels", whole, vgg7(scaled(channels), 1)));
      rows.add(measured(name + ", half by whole vectors", whole, vgg7(inVectors(base / 32), 1)));
      for (int groups : GROUPS) {
        rows.add(measured(name + ", half in " + groups + " groups", whole, vgg7(channels, groups)));
      }
    }
    return rows;
  }

  /** Prints the rows. */
  public static void main(String[] args) {
    run().forEach(System.out::println);
  }

  private static Graph layer(int in, int out, int size, int groups) {
    Building building = new Building(new Shape(size, size, in));
    building.convolution("conv", out, groups);
    building.add("mean", new GlobalPooling(Pooling.Kind.AVERAGE));
    return building.graph();
  }

  /** Every layer as many times narrower: half of the products between any two. */
  private static int[] scaled(int[] channels) {
    return Arrays.stream(channels).map(c -> (int) Math.round(c * Math.sqrt(0.5))).toArray();
  }

  /** Half of VGG7's products, 0.49 of them, with 16 channels or a multiple in each layer. */
  private static int[] inVectors(int times) {
    return IntStream.of(16, 32, 48, 48, 80, 64, 192).map(c -> c * times).toArray();
  }

  /**
   * VGG7 with every convolution but the first in groups, if there are several.
   *
   * @param channels of each convolution, then of the hidden layer
   */
  private static Graph vgg7(int[] channels, int groups) {
    Building building = new Building(new Shape(32, 32, 3));
    int hidden = channels.length - 1;
    for (int i = 0; i < hidden; i++) {
      building.convolution("conv" + i, channels[i], i == 0 ? 1 : groups);
      if (i % 2 == 1) {
        building.add("pool" + i, Pooling.max(2));
      }
    }
    building.add("flatten", new Flatten());
    building.add("fc1", new Dense(channels[hidden], Bias.PRESENT));
    building.add("relu", Activation.relu());
    building.add("fc2", new Dense(10, Bias.PRESENT));
    return building.graph();
  }

  /** A chain as it grows. Mutable. */
  private static final class Building {
    private final Shape input;
    private final List<Node> nodes = new ArrayList<>();
    private final Random random = new Random(3);
    private String last = Graph.INPUT;
    private int channels;

    Building(Shape input) {
      this.input = input;
      channels = input.channels();
    }

    void add(String name, Layer layer) {
      nodes.add(new Node(name, layer, last));
      last = name;
    }

    /** With batch norm and ReLU; in groups with what picks their inputs and orders outputs. */
    void convolution(String name, int out, int groups) {
      if (groups > 1) {
        add(name + "_inputs", new Gather(halves(groups)));
      }
      add(name, new Convolution(out, Window.square(3).pad(1), groups, Bias.ABSENT));
      add(name + "_norm", new BatchNorm(1e-5, 0.9));
      add(name + "_relu", Activation.relu());
      if (groups > 1) {
        add(name + "_order", new Gather(shuffled(out)));
      }
      channels = out;
    }

    private List<Integer> halves(int groups) {
      List<Integer> picked = new ArrayList<>();
      for (int g = 0; g < groups; g++) {
        List<Integer> half = new ArrayList<>(shuffled(channels).subList(0, channels / 2));
        Collections.sort(half);
        picked.addAll(half);
      }
      return picked;
    }

    private List<Integer> shuffled(int count) {
      List<Integer> all = new ArrayList<>(IntStream.range(0, count).boxed().toList());
      Collections.shuffle(all, random);
      return all;
    }

    /** A gather behind a gather is one. */
    Graph graph() {
      List<Node> joined = new ArrayList<>();
      for (Node node : nodes) {
        Node before = joined.isEmpty() ? null : joined.get(joined.size() - 1);
        if (before != null
            && node.layer() instanceof Gather second
            && before.layer() instanceof Gather first) {
          List<Integer> both = second.channels().stream().map(first.channels()::get).toList();
          joined.set(joined.size() - 1, new Node(node.name(), new Gather(both), before.inputs()));
        } else {
          joined.add(node);
        }
      }
      return new Graph(input, joined);
    }
  }

  /** Both in turns, so that a disturbance of the machine meets both. */
  private static Measurement measured(String what, Graph whole, Graph half) {
    Runnable dense = inference(whole);
    Runnable smaller = inference(half);
    Samples.warmUp(dense, WARM_UP_SECONDS);
    double once = Samples.warmUp(smaller, WARM_UP_SECONDS);
    int repeats = (int) Math.max(1, SAMPLE_SECONDS / once);
    Samples[] both = Samples.ofPair(dense, smaller, repeats, SAMPLES);
    double ratio = both[0].median() / both[1].median();
    double spread = Math.max(both[0].spread(), both[1].spread());
    return new Measurement(what, BATCH / both[1].median(), "images/s", "dense", ratio, spread);
  }

  private static Runnable inference(Graph graph) {
    Program program = Program.inference(graph, BATCH);
    program.load(Initializer.HE.draw(graph, 1));
    float[] images = new float[BATCH * graph.input().volume()];
    Random random = new Random(1);
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) random.nextGaussian();
    }
    return () -> program.infer(images, 0, BATCH);
  }
}
