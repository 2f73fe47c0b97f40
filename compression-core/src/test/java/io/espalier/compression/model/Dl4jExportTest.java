package io.espalier.compression.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.kernels.net.Activation;
import io.espalier.kernels.net.Add;
import io.espalier.kernels.net.BatchNorm;
import io.espalier.kernels.net.Bias;
import io.espalier.kernels.net.Concat;
import io.espalier.kernels.net.Convolution;
import io.espalier.kernels.net.Dense;
import io.espalier.kernels.net.Flatten;
import io.espalier.kernels.net.Gather;
import io.espalier.kernels.net.GlobalPooling;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Layer;
import io.espalier.kernels.net.LocalResponseNorm;
import io.espalier.kernels.net.Multiply;
import io.espalier.kernels.net.Node;
import io.espalier.kernels.net.Padding;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Pooling;
import io.espalier.kernels.net.Program;
import io.espalier.kernels.net.Role;
import io.espalier.kernels.net.Scale;
import io.espalier.kernels.net.Shape;
import io.espalier.kernels.net.Weights;
import io.espalier.kernels.net.Window;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.factory.Nd4j;

/** Networks that Deeplearning4j has no word for, written for it, loaded and run by it. */
class Dl4jExportTest {
  private static final int BATCH = 3;
  private static final Shape INPUT = new Shape(11, 9, 3);

  @TempDir private Path folder;
  private final List<Node> nodes = new ArrayList<>();

  private String add(String name, Layer layer, String... from) {
    nodes.add(new Node(name, layer, from));
    return name;
  }

  private static Layer three(int out, int groups) {
    return new Convolution(out, Window.square(3).pad(1), groups, Bias.PRESENT);
  }

  /** The network that Deeplearning4j restores gives the probabilities that ours gives. */
  private Path check(Graph graph) throws IOException {
    Random random = new Random(9);
    Parameters parameters = Parameters.zeros(graph);
    parameters.forEach(
        (slot, values) -> {
          for (int i = 0; i < values.length; i++) {
            float value = random.nextFloat() - 0.5f;
            values[i] = slot.role() == Role.VARIANCE ? 0.5f + value * value : value;
          }
        });
    float[] images = new float[BATCH * graph.input().volume()];
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) random.nextGaussian();
    }
    Path file = folder.resolve("network.zip");
    Files.deleteIfExists(file);
    Dl4jExport.write(graph, parameters, file);
    Program program = Program.inference(graph, BATCH);
    program.load(parameters);
    float[] logits = program.infer(images, 0, BATCH).clone();
    float[] theirs = theirs(file, graph.input(), images);
    assertEquals(logits.length, theirs.length);
    for (int i = 0; i < logits.length; i++) {
      assertEquals(probability(logits, graph.classes(), i), theirs[i], 1e-4, "output " + i);
    }
    return file;
  }

  private static float[] theirs(Path file, Shape input, float[] images) throws IOException {
    ComputationGraph network = ModelSerializer.restoreComputationGraph(file.toFile());
    int[] shape = {BATCH, input.height(), input.width(), input.channels()};
    var batch = Nd4j.create(images, shape, 'c').permute(0, 3, 1, 2).dup('c');
    return network.output(batch)[0].dup('c').data().asFloat();
  }

  private static double probability(float[] logits, int classes, int index) {
    int from = index / classes * classes;
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += Math.exp(logits[from + c] - logits[index]);
    }
    return 1 / sum;
  }

  /** Groups that choose overlapping inputs, their order put right, a residual sum and a merge. */
  private Graph grouped() {
    String first = add("first", three(6, 1), Graph.INPUT);
    add("picked", new Gather(List.of(0, 2, 5, 1, 2, 3, 5, 4, 0)), first);
    add("groups", three(9, 3), "picked");
    add("norm", new BatchNorm(1e-3, 0.8), "groups");
    add("relu", Activation.relu(), "norm");
    add("order", new Gather(List.of(8, 0, 1, 7, 2, 6, 3, 5, 4)), "relu");
    add("plain", three(9, 3), "order");
    add("sum", new Add(), "plain", "order");
    add("product", new Multiply(), "sum", "plain");
    add("wide", new Concat(), "product", first);
    add("pool", Pooling.max(2), "wide");
    add("flat", new Flatten(), "pool");
    add("fc1", new Dense(7, Bias.ABSENT), "flat");
    add("tanh", Activation.of(Activation.Kind.TANH), "fc1");
    add("fc2", new Dense(4, Bias.PRESENT), "tanh");
    return new Graph(INPUT, nodes);
  }

  @Test
  void groupsPickTheirInputsAndCountNoMore() throws IOException {
    Graph graph = grouped();
    Path file = check(graph);
    Graph read = new Dl4jZip(file, Normalization.NONE).graph(INPUT, 4);
    assertEquals(graph.macs(), read.macs());
    assertEquals(counted(graph), counted(read));
  }

  private static long counted(Graph graph) {
    return graph.slots().stream()
        .filter(slot -> slot.role().isTrained() && slot.role().isCounted())
        .mapToLong(slot -> slot.size())
        .sum();
  }

  @Test
  void factorsComeIntoTheWeightsAndPaddingOfAnyKindStays() throws IOException {
    Window same = new Window(2, 3, 2, 2, new Padding(0, 1, 1, 1), 1, 1);
    Window odd = new Window(3, 3, 1, 1, new Padding(2, 0, 0, 1), 1, 1);
    add("a", new Convolution(5, same, Bias.ABSENT), Graph.INPUT);
    add("factors", new Scale(), "a");
    add("b", new Convolution(4, odd, Bias.PRESENT), "factors");
    add("leaky", Activation.of(Activation.Kind.LEAKY_RELU, 0.1), "b");
    add("free", new Scale(), "leaky");
    add("lrn", new LocalResponseNorm(3, 0.5, 0.75, 2), "free");
    add("pick", pick(), "lrn");
    add("flat", new Flatten(), "pick");
    add("vector", new BatchNorm(1e-5, 0.9), "flat");
    add("elu", Activation.of(Activation.Kind.ELU, 0.7), "vector");
    add("twice", new Concat(), "elu", "flat");
    add("fewer", new Gather(List.of(7, 3, 3, 30, 0)), "twice");
    add("fc", new Dense(6, Bias.PRESENT), "fewer");
    check(new Graph(INPUT, nodes));
  }

  private static Layer pick() {
    return new Convolution(3, Window.square(1).stride(2), 1, Bias.ABSENT, Weights.CONSTANT);
  }

  @Test
  void aNetworkWithoutADenseLayerEndsInASoftmax() throws IOException {
    Map<String, Layer> layers = new LinkedHashMap<>();
    layers.put("a", three(5, 1));
    layers.put("mean", new GlobalPooling(Pooling.Kind.AVERAGE));
    check(Graph.chain(INPUT, layers));
  }

  @Test
  void aProductWithOnePixelIsNamed() {
    add("conv", three(5, 1), Graph.INPUT);
    add("pixel", new GlobalPooling(Pooling.Kind.AVERAGE), "conv");
    add("odd", new Multiply(), "conv", "pixel");
    add("mean", new GlobalPooling(Pooling.Kind.AVERAGE), "odd");
    Graph graph = new Graph(INPUT, nodes);
    Path file = folder.resolve("none.zip");
    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> Dl4jExport.write(graph, Parameters.neutral(graph), file));
    assertTrue(
        error.getMessage().contains("layer 'odd': it multiplies inputs of one shape only"),
        error.getMessage());
  }

  @Test
  void whatDeeplearning4jLacksIsNamed() {
    Map<Layer, String> lacking =
        Map.of(
            Activation.of(Activation.Kind.HARD_SWISH),
            "no hard swish",
            Activation.of(Activation.Kind.HARD_SIGMOID_6),
            "a slope of 0.2, not of 1/6",
            Activation.clip(0, 3),
            "[0, 6] or [-1, 1] only, not to [0.0, 3.0]",
            new LocalResponseNorm(4, 1, 0.5, 1),
            "an odd number of channels only, not over 4",
            new Pooling(
                Pooling.Kind.MAX,
                Window.square(3).pad(new Padding(1, 0, 0, 0)),
                Pooling.Counting.PADDING_EXCLUDED),
            "differs from side to side");
    lacking.forEach(
        (layer, message) -> {
          Map<String, Layer> layers = new LinkedHashMap<>();
          layers.put("conv", three(5, 1));
          layers.put("odd", layer);
          layers.put("mean", new GlobalPooling(Pooling.Kind.AVERAGE));
          Graph graph = Graph.chain(INPUT, layers);
          Path file = folder.resolve("none.zip");
          var error =
              assertThrows(
                  IllegalArgumentException.class,
                  () -> Dl4jExport.write(graph, Parameters.neutral(graph), file));
          assertTrue(
              error.getMessage().startsWith("Deeplearning4j cannot hold layer 'odd': "),
              error.getMessage());
          assertTrue(error.getMessage().contains(message), error.getMessage());
          assertTrue(Files.notExists(file));
        });
  }
}
