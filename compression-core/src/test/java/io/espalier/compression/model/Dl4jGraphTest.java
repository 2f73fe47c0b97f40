package io.espalier.compression.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Program;
import io.espalier.kernels.net.Role;
import io.espalier.kernels.net.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Deeplearning4j's graphs: read, run, saved, and files that are none or mean harm. */
class Dl4jGraphTest {
  private static final Shape INPUT = new Shape(9, 10, 3);
  private static final int CLASSES = 5;
  private static final int BATCH = 4;

  @TempDir Path folder;

  /** Two branches, joined by their channels, and a shortcut around a third. */
  private static ComputationGraphConfiguration branches() {
    return new NeuralNetConfiguration.Builder()
        .seed(7)
        .weightInit(WeightInit.XAVIER)
        .graphBuilder()
        .addInputs("in")
        .setInputTypes(InputType.convolutional(9, 10, 3))
        .addLayer("a", Dl4jLayers.convolution("a", 4, 3, 1).build(), "in")
        .addLayer("b", convolution("b", 5), "in")
        .addVertex("both", new MergeVertex(), "a", "b")
        .addLayer("c", convolution("c", 9), "both")
        .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "c", "both")
        .addVertex("product", new ElementWiseVertex(ElementWiseVertex.Op.Product), "sum", "c")
        .addLayer("fc1", Dl4jLayers.dense("fc1", 6, Activation.TANH), "product")
        .addLayer("fc2", Dl4jLayers.logits("fc2", CLASSES), "fc1")
        .setOutputs("fc2")
        .build();
  }

  private static Layer convolution(String name, int out) {
    return Dl4jLayers.convolution(name, out, 3, 1).activation(Activation.RELU).build();
  }

  private Path saved(ComputationGraphConfiguration configuration) {
    ComputationGraph network = new ComputationGraph(configuration);
    network.init();
    Path file = folder.resolve("graph.zip");
    Dl4jNetworks.write(network, file);
    return file;
  }

  private static float[] images() {
    Random random = new Random(11);
    float[] images = new float[BATCH * INPUT.volume()];
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) random.nextGaussian();
    }
    return images;
  }

  private static void assertSameOutput(ComputationGraph theirs, Graph graph, Parameters weights) {
    Program program = Program.inference(graph, BATCH);
    program.load(weights);
    float[] logits = program.infer(images(), 0, BATCH).clone();
    INDArray input =
        Nd4j.create(images(), new int[] {BATCH, INPUT.height(), INPUT.width(), 3}, 'c');
    float[] expected =
        theirs.output(input.permute(0, 3, 1, 2).dup('c'))[0].dup('c').data().asFloat();
    for (int n = 0; n < BATCH; n++) {
      double sum = 0;
      for (int c = 0; c < CLASSES; c++) {
        sum += Math.exp(logits[n * CLASSES + c]);
      }
      for (int c = 0; c < CLASSES; c++) {
        int i = n * CLASSES + c;
        assertEquals(expected[i], Math.exp(logits[i]) / sum, 1e-5, "image " + n + " class " + c);
      }
    }
  }

  @Test
  void branchesGiveWhatDeeplearning4jGives() {
    Path file = saved(branches());
    Dl4jZip zip = new Dl4jZip(file, Normalization.NONE);
    Graph graph = zip.graph(INPUT, CLASSES);
    assertEquals(new Shape(9, 10, 9), graph.shape("sum"));
    assertSameOutput(
        (ComputationGraph) Dl4jNetworks.read(file), graph, zip.start(INPUT, CLASSES, 0));
  }

  @Test
  void aResidualNetworkComesBackToTheBitAndGivesWhatDeeplearning4jGives() {
    ResNet model = new ResNet(14, Normalization.NONE);
    Parameters weights = model.start(INPUT, CLASSES, 5);
    Random random = new Random(5);
    weights.forEach(
        (slot, values) -> {
          for (int i = 0; i < values.length && slot.role() != Role.CONSTANT_WEIGHT; i++) {
            values[i] += 0.1f * (random.nextFloat() - 0.5f);
          }
        });
    Path file = folder.resolve("resnet.zip");
    model.save(INPUT, CLASSES, weights, file);
    Dl4jZip zip = new Dl4jZip(file, Normalization.NONE);
    assertEquals(model.graph(INPUT, CLASSES), zip.graph(INPUT, CLASSES));
    assertEquals(weights, zip.start(INPUT, CLASSES, 0));
    assertSameOutput(
        (ComputationGraph) Dl4jNetworks.read(file), zip.graph(INPUT, CLASSES), weights);
    Path again = folder.resolve("again.zip");
    zip.save(INPUT, CLASSES, weights, again);
    assertEquals(weights, new Dl4jZip(again, Normalization.NONE).start(INPUT, CLASSES, 0));
  }

  @Test
  void aVertexWithoutAnOperationIsNamed() {
    var odd =
        new NeuralNetConfiguration.Builder()
            .graphBuilder()
            .addInputs("in")
            .setInputTypes(InputType.convolutional(9, 10, 3))
            .addVertex("norm", new L2NormalizeVertex(), "in")
            .addLayer("fc", Dl4jLayers.logits("fc", CLASSES), "norm")
            .setOutputs("fc")
            .build();
    String message = refusal(IllegalArgumentException.class, saved(odd));
    assertTrue(message.contains("'norm'") && message.contains("MergeVertex"), message);
  }

  @Test
  void aClassThatIsNotDeeplearning4jsIsNotMade() throws IOException {
    Path file = saved(branches());
    rewrite(file, text -> text.replace("org.nd4j.linalg.activations.impl.", "java.lang."));
    String message = refusal(RuntimeException.class, file);
    assertTrue(message.contains("java.lang.Activation"), message);
    rewrite(file, text -> text.replace("java.lang.ActivationReLU", "org.deeplearning4j.Evil"));
    assertTrue(refusal(RuntimeException.class, file).contains("names the class"));
  }

  @Test
  void sizesAreCheckedBeforeAnythingIsAllocated() throws IOException {
    Path file = saved(branches());
    rewrite(file, text -> text.replace("\"nout\" : 6", "\"nout\" : 2000000000"));
    rewrite(file, text -> text.replace("\"nOut\" : 6", "\"nOut\" : 2000000000"));
    String message = refusal(RuntimeException.class, file);
    assertTrue(message.contains("weights, but it has"), message);
  }

  @Test
  void aShortArrayOfWeightsIsRefused() throws IOException {
    Path file = saved(branches());
    Path cut = folder.resolve("cut.zip");
    copy(file, cut, "coefficients.bin", bytes -> Arrays.copyOf(bytes, bytes.length / 2));
    assertTrue(refusal(RuntimeException.class, cut).contains("bytes of them"));
    copy(file, cut, "coefficients.bin", bytes -> new byte[] {0, 3, 'a', 'b', 'c'});
    assertTrue(refusal(RuntimeException.class, cut).contains(cut.toString()));
  }

  private static String refusal(Class<? extends RuntimeException> type, Path file) {
    Dl4jZip zip = new Dl4jZip(file, Normalization.NONE);
    return assertThrows(type, () -> zip.start(INPUT, CLASSES, 0)).getMessage();
  }

  private static void rewrite(Path file, UnaryOperator<String> edit) throws IOException {
    Path edited = file.resolveSibling("edited.zip");
    copy(
        file,
        edited,
        "configuration.json",
        bytes ->
            edit.apply(new String(bytes, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8));
    Files.move(edited, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void copy(Path from, Path to, String entry, UnaryOperator<byte[]> edit)
      throws IOException {
    try (InputStream in = Files.newInputStream(from);
        ZipInputStream source = new ZipInputStream(in);
        OutputStream out = Files.newOutputStream(to);
        ZipOutputStream target = new ZipOutputStream(out)) {
      for (ZipEntry each = source.getNextEntry(); each != null; each = source.getNextEntry()) {
        byte[] bytes = source.readAllBytes();
        target.putNextEntry(new ZipEntry(each.getName()));
        target.write(each.getName().equals(entry) ? edit.apply(bytes) : bytes);
      }
    }
  }
}
