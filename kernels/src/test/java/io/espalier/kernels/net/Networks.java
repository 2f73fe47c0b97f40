package io.espalier.kernels.net;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** Small networks of every kind of layer in awkward shapes, and random values for them. */
final class Networks {
  private static final Convolution PICK =
      new Convolution(8, Window.square(1), 1, Bias.ABSENT, Weights.CONSTANT);

  private Networks() {}

  /** A graph and what it shows. */
  record Case(String name, Graph graph) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> all() {
    List<Case> cases = new ArrayList<>();
    addConvolutions(cases);
    addPoolings(cases);
    for (Activation.Kind kind : Activation.Kind.values()) {
      cases.add(headed(kind.toString(), new Shape(3, 4, 5), activation(kind)));
    }
    cases.add(headed("scale", new Shape(4, 3, 7), new Scale()));
    cases.add(headed("norm", new Shape(4, 3, 7), new BatchNorm(1e-3, 0.9)));
    addLocalResponseNorms(cases);
    cases.add(headed("gather", new Shape(3, 4, 5), new Gather(List.of(4, 0, 0, 3, 4, 4, 1))));
    cases.add(new Case("kernels in groups", gathered()));
    cases.add(new Case("dense", dense()));
    cases.add(new Case("chain", chain()));
    cases.add(new Case("residual", residual()));
    cases.add(new Case("concat", concat()));
    cases.add(new Case("products", products()));
    cases.add(new Case("depthwise on the images", depthwise()));
    return cases.stream();
  }

  private static void addConvolutions(List<Case> cases) {
    Window three = Window.square(3);
    add(cases, "valid 5x5, 1 channel", new Shape(9, 8, 1), 20, Window.square(5), 1);
    add(cases, "same 3x3, 3 channels", new Shape(7, 6, 3), 33, three.pad(1), 1);
    add(cases, "same 3x3, 16 channels", new Shape(5, 9, 16), 16, three.pad(1), 1);
    add(cases, "same 3x3, 48 channels", new Shape(4, 4, 48), 48, three.pad(1), 1);
    add(cases, "pointwise", new Shape(5, 5, 18), 7, Window.square(1), 1);
    add(cases, "strided pointwise", new Shape(5, 6, 6), 7, Window.square(1).stride(2), 1);
    add(cases, "stride 2", new Shape(8, 9, 5), 6, three.pad(1).stride(2), 1);
    add(cases, "stride 3, kernel 2", new Shape(8, 9, 4), 6, Window.square(2).stride(3), 1);
    add(cases, "dilation 2", new Shape(9, 8, 5), 6, three.pad(2).dilate(2), 1);
    add(
        cases,
        "dilation 2, stride 2",
        new Shape(11, 10, 3),
        6,
        three.pad(1).dilate(2).stride(2),
        1);
    add(cases, "wide padding", new Shape(4, 4, 3), 6, three.pad(4), 1);
    add(
        cases,
        "uneven",
        new Shape(7, 5, 3),
        6,
        new Window(2, 3, 2, 1, new Padding(1, 0, 2, 1), 1, 1),
        1);
    add(cases, "groups of 3", new Shape(5, 5, 12), 8, three.pad(1), 4);
    add(cases, "groups of 16", new Shape(4, 5, 32), 64, three.pad(1), 2);
    add(cases, "groups of 32 out", new Shape(4, 5, 8), 64, three.pad(1), 2);
    add(cases, "depthwise", new Shape(5, 6, 19), 19, three.pad(1), 19);
    add(cases, "depthwise, stride 2", new Shape(5, 6, 32), 32, three.pad(1).stride(2), 32);
    add(
        cases,
        "depthwise 5x5, dilated",
        new Shape(9, 7, 50),
        50,
        Window.square(5).pad(2).dilate(2),
        50);
    add(cases, "depthwise, two outputs each", new Shape(5, 6, 7), 14, three.pad(1), 7);
  }

  /** Groups that choose their inputs, and their outputs put back in order behind the norm. */
  private static Graph gathered() {
    Map<String, Layer> layers = new LinkedHashMap<>();
    layers.put("stem", new Convolution(6, Window.square(1), Bias.PRESENT));
    layers.put("pick", new Gather(List.of(0, 2, 3, 1, 2, 5, 0, 1, 5)));
    layers.put("conv", new Convolution(6, Window.square(3).pad(1), 3, Bias.ABSENT));
    layers.put("norm", new BatchNorm(1e-3, 0.9));
    layers.put("relu", Activation.relu());
    layers.put("order", new Gather(List.of(2, 0, 4, 5, 1, 3)));
    layers.put("flatten", new Flatten());
    layers.put("head", new Dense(4, Bias.PRESENT));
    return Graph.chain(new Shape(5, 4, 3), layers);
  }

  private static void addLocalResponseNorms(List<Case> cases) {
    Shape shape = new Shape(4, 3, 19);
    cases.add(headed("lrn", shape, new LocalResponseNorm(5, 0.7, 0.75, 1)));
    cases.add(headed("lrn, another power", shape, new LocalResponseNorm(3, 1.3, 0.4, 2)));
    cases.add(headed("lrn, even", shape, new LocalResponseNorm(4, 0.9, 0.75, 0.5)));
    cases.add(headed("lrn, one channel", shape, new LocalResponseNorm(1, 0.9, 1, 1)));
    cases.add(
        headed("lrn, wider than all", new Shape(3, 2, 3), new LocalResponseNorm(12, 2, 0.75, 1)));
  }

  private static void add(
      List<Case> cases, String name, Shape input, int out, Window window, int groups) {
    cases.add(headed(name, input, new Convolution(out, window, groups, Bias.PRESENT)));
  }

  private static void addPoolings(List<Case> cases) {
    Shape shape = new Shape(7, 9, 5);
    Window window = new Window(3, 2, 2, 1, new Padding(1, 1, 0, 0), 1, 1);
    cases.add(headed("max 2x2", new Shape(6, 4, 5), Pooling.max(2)));
    cases.add(headed("max 2x2, odd", shape, Pooling.max(2)));
    cases.add(headed("max 3x3", shape, Pooling.max(3)));
    cases.add(headed("average", shape, Pooling.average(2)));
    for (Pooling.Kind kind : Pooling.Kind.values()) {
      for (Pooling.Counting counting : Pooling.Counting.values()) {
        cases.add(headed(kind + " " + counting, shape, new Pooling(kind, window, counting)));
      }
      cases.add(headed("global " + kind, shape, new GlobalPooling(kind)));
    }
  }

  private static Activation activation(Activation.Kind kind) {
    return switch (kind) {
      case LEAKY_RELU, ELU -> Activation.of(kind, 0.3);
      case CLIP -> Activation.clip(-0.5, 0.7);
      default -> Activation.of(kind);
    };
  }

  /** One layer between a pointwise convolution, which wants its gradient, and a dense head. */
  private static Case headed(String name, Shape shape, Layer layer) {
    Map<String, Layer> layers = new LinkedHashMap<>();
    Convolution stem = new Convolution(shape.channels(), Window.square(1), Bias.PRESENT);
    layers.put("stem", stem);
    layers.put("layer", layer);
    if (!layer.output(List.of(shape)).isFlat()) {
      layers.put("flatten", new Flatten());
    }
    layers.put("head", new Dense(4, Bias.PRESENT));
    return new Case(name, Graph.chain(shape, layers));
  }

  private static Graph dense() {
    Map<String, Layer> layers = new LinkedHashMap<>();
    layers.put("a", new Dense(37, Bias.PRESENT));
    layers.put("relu", Activation.relu());
    layers.put("b", new Dense(48, Bias.ABSENT));
    layers.put("norm", new BatchNorm(1e-5, 0.9));
    layers.put("relu2", Activation.relu());
    layers.put("c", new Dense(5, Bias.PRESENT));
    return Graph.chain(Shape.flat(23), layers);
  }

  private static Graph chain() {
    Map<String, Layer> layers = new LinkedHashMap<>();
    layers.put("c1", new Convolution(6, Window.square(3).pad(1), Bias.ABSENT));
    layers.put("n1", new BatchNorm(1e-5, 0.9));
    layers.put("r1", Activation.relu());
    layers.put("p1", Pooling.max(2));
    layers.put("c2", new Convolution(16, Window.square(3).pad(1), Bias.PRESENT));
    layers.put("s2", new Scale());
    layers.put("r2", Activation.relu());
    layers.put("c3", new Convolution(32, Window.square(3), Bias.PRESENT));
    layers.put("r3", Activation.relu());
    layers.put("flatten", new Flatten());
    layers.put("head", new Dense(5, Bias.PRESENT));
    return Graph.chain(new Shape(10, 9, 3), layers);
  }

  private static Graph residual() {
    Convolution three = new Convolution(8, Window.square(3).pad(1), Bias.ABSENT);
    return new Graph(
        new Shape(6, 5, 8),
        List.of(
            new Node("norm0", new BatchNorm(1e-5, 0.9), Graph.INPUT),
            new Node("a", three, "norm0"),
            new Node("norm", new BatchNorm(1e-5, 0.9), "a"),
            new Node("relu", Activation.relu(), "norm"),
            new Node("b", three, "relu"),
            new Node("add", new Add(), "b", "norm0", "relu"),
            new Node("relu2", Activation.relu(), "add"),
            new Node("c", three, "relu2"),
            new Node("pick", PICK, "relu2"),
            new Node("add2", new Add(), "c", "pick"),
            new Node("pool", new GlobalPooling(Pooling.Kind.AVERAGE), "add2"),
            new Node("head", new Dense(3, Bias.PRESENT), "pool")));
  }

  private static Graph depthwise() {
    Map<String, Layer> layers = new LinkedHashMap<>();
    layers.put("a", new Convolution(3, Window.square(3).pad(1).stride(2), 3, Bias.PRESENT));
    layers.put("b", new Convolution(5, Window.square(1), Bias.PRESENT));
    layers.put("flatten", new Flatten());
    layers.put("head", new Dense(4, Bias.PRESENT));
    return Graph.chain(new Shape(7, 6, 3), layers);
  }

  /** x · σ(x), and channels weighed by numbers that come from the image's own means. */
  private static Graph products() {
    return new Graph(
        new Shape(5, 4, 3),
        List.of(
            new Node("a", new Convolution(19, Window.square(3).pad(1), Bias.PRESENT), Graph.INPUT),
            new Node("sigmoid", Activation.of(Activation.Kind.SIGMOID), "a"),
            new Node("swish", new Multiply(), "a", "sigmoid"),
            new Node("mean", new GlobalPooling(Pooling.Kind.AVERAGE), "swish"),
            new Node("b", new Convolution(19, Window.square(1), Bias.PRESENT), "mean"),
            new Node("gate", Activation.of(Activation.Kind.TANH), "b"),
            new Node("weighed", new Multiply(), "swish", "gate"),
            new Node("c", new Convolution(5, Window.square(3).pad(1), Bias.PRESENT), "weighed"),
            new Node("square", new Multiply(), "c", "c"),
            new Node("flatten", new Flatten(), "square"),
            new Node("head", new Dense(3, Bias.PRESENT), "flatten")));
  }

  private static Graph concat() {
    Convolution three = new Convolution(5, Window.square(3).pad(1), Bias.PRESENT);
    Convolution one = new Convolution(7, Window.square(1), Bias.PRESENT);
    return new Graph(
        new Shape(5, 4, 3),
        List.of(
            new Node("a", three, Graph.INPUT),
            new Node("b", one, Graph.INPUT),
            new Node("join", new Concat(), "a", "b", "a"),
            new Node("tanh", Activation.of(Activation.Kind.TANH), "join"),
            new Node("c", three, "tanh"),
            new Node("flatten", new Flatten(), "c"),
            new Node("head", new Dense(3, Bias.PRESENT), "flatten")));
  }

  static Parameters parameters(Graph graph, Random random) {
    Parameters parameters = Parameters.neutral(graph);
    parameters.forEach(
        (slot, values) -> {
          double spread = slot.extents().size() > 1 ? fanIn(slot) : 0.3;
          double middle = slot.role() == Role.GAMMA || slot.role() == Role.VARIANCE ? 1 : 0;
          for (int i = 0; i < values.length; i++) {
            values[i] = (float) (middle + spread * (2 * random.nextDouble() - 1));
          }
        });
    return parameters;
  }

  private static double fanIn(Slot slot) {
    return 1.7 / Math.sqrt((double) slot.size() / slot.extents().get(0));
  }

  static float[] images(Graph graph, int count, Random random) {
    float[] images = new float[count * graph.input().volume()];
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) random.nextGaussian();
    }
    return images;
  }

  static byte[] labels(Graph graph, int count, Random random) {
    byte[] labels = new byte[count];
    for (int i = 0; i < count; i++) {
      labels[i] = (byte) random.nextInt(graph.classes());
    }
    return labels;
  }

  static int[] order(int count) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      order[i] = i;
    }
    return order;
  }
}
