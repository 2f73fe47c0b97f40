package io.espalier.compression.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Program;
import io.espalier.kernels.net.Shape;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Keras files against what make.py, beside them, computed in double from the same numbers; and
 * files that are none or mean harm.
 */
class KerasFileTest {
  private static final int IMAGES = 3;
  private static final float TOLERANCE = 1e-4f;

  @TempDir Path folder;

  static Path file(String name) throws URISyntaxException {
    return Path.of(KerasFileTest.class.getResource("/keras/" + name).toURI());
  }

  private static KerasFile source(Path file) {
    return new KerasFile(file, Normalization.NONE);
  }

  private static float[][] expected(String name) throws IOException, URISyntaxException {
    try (Stream<String> lines = Files.lines(file(name + ".outputs"))) {
      return lines.map(KerasFileTest::numbers).toArray(float[][]::new);
    }
  }

  private static float[] numbers(String line) {
    String[] texts = line.split(" ");
    float[] result = new float[texts.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = Float.parseFloat(texts[i]);
    }
    return result;
  }

  private static float[] outputs(Graph graph, Parameters weights) {
    int volume = graph.input().volume();
    float[] images = new float[IMAGES * volume];
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) Math.sin(0.37 * (i % volume) + i / volume);
    }
    Program program = Program.inference(graph, IMAGES);
    program.load(weights);
    return program.infer(images, 0, IMAGES).clone();
  }

  private static float[] softmax(float[] logits) {
    float[] result = new float[logits.length];
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit);
    }
    for (int i = 0; i < result.length; i++) {
      result[i] = (float) (Math.exp(logits[i]) / sum);
    }
    return result;
  }

  private static void assertOutputs(float[][] expected, boolean softmax, float[] logits) {
    assertEquals(IMAGES, expected.length);
    int classes = expected[0].length;
    for (int n = 0; n < IMAGES; n++) {
      float[] row = Arrays.copyOfRange(logits, n * classes, (n + 1) * classes);
      float[] found = softmax ? softmax(row) : row;
      for (int c = 0; c < classes; c++) {
        assertEquals(expected[n][c], found[c], TOLERANCE, "image " + n + ", output " + c);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "sequential, 10, 8, 3, true",
    "functional, 9, 8, 3, true",
    "global, 7, 6, 2, false",
    "grey, 6, 5, 1, true",
    "vector, 1, 1, 12, true",
    "vector, 4, 3, 1, true"
  })
  void networksGiveWhatTheyGaveInKeras(
      String name, int height, int width, int channels, boolean softmax) throws Exception {
    KerasFile source = source(file(name + ".h5"));
    Shape input = new Shape(height, width, channels);
    float[][] expected = expected(name);
    int classes = expected[0].length;
    Graph graph = source.graph(input, classes);
    Parameters weights = source.start(input, classes, 0);
    assertOutputs(expected, softmax, outputs(graph, weights));

    Path zip = folder.resolve("saved.zip");
    source.save(input, classes, weights, zip);
    Dl4jZip saved = new Dl4jZip(zip, Normalization.NONE);
    assertOutputs(
        expected, softmax, outputs(saved.graph(input, classes), saved.start(input, classes, 0)));
  }

  @Test
  void theFileSaysItsShapeAndIsToldByContent() throws Exception {
    Path copy = Files.copy(file("sequential.h5"), folder.resolve("network.bin"));
    SavedNetwork network = SavedNetwork.read(copy, Optional.empty());
    assertEquals(new Shape(10, 8, 3), network.graph().input());
    assertEquals(5 * 28 + 6 * 21 + 12 + 7 * 73 + 4 * 8, network.parameters().trainedCount());
    assertEquals(source(copy), SavedNetwork.source(copy, Normalization.NONE));
  }

  @Test
  void aNetworkInAnotherFileSystemIsRead() throws Exception {
    Path zip = folder.resolve("files.zip");
    try (var files =
        java.nio.file.FileSystems.newFileSystem(zip, java.util.Map.of("create", "true"))) {
      Path there = Files.copy(file("grey.h5"), files.getPath("/grey.h5"));
      Shape input = new Shape(6, 5, 1);
      assertEquals(source(file("grey.h5")).start(input, 3, 0), source(there).start(input, 3, 0));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "lambda, layer 'lam' is a Lambda",
    "no-configuration, it has no model_config: save the whole network",
    "no-weights, it has no group model_weights: save the whole network",
    "no-bias, 'layer ''fc'' has no bias, but only [kernel]'",
    "no-layer, layer 'fc' has no kernel",
    "other-shape, layer 'fc' takes 3 values of bias",
    "no-center, layer 'bn' has no beta",
    "groups, layer 'c' has 2 groups",
    "huge, weights",
    "nan, layer 'fc' has NaN as WEIGHT",
    "keras3, Keras 3.4.1 wrote it",
    "link, model_weights/fc is a link",
    "bomb, its weights are said to be more than it can hold"
  })
  void whatIsNoNetworkIsRefused(String name, String message) throws Exception {
    assertRefused(file(name + ".h5"), message);
  }

  private static void assertRefused(Path file, String part) {
    Exception refusal =
        assertThrows(RuntimeException.class, () -> source(file).start(new Shape(4, 4, 1), 3, 0));
    String message = refusal.getMessage();
    assertTrue(message.contains(file.toString()) && message.contains(part), message);
    assertFalse(message.contains("null") || message.contains("\n"), message);
  }

  @Test
  void aMissingOrDamagedFileIsNamed() throws Exception {
    byte[] whole = Files.readAllBytes(file("sequential.h5"));
    for (int length : new int[] {0, 8, 100, 2000, whole.length / 2, whole.length - 1}) {
      assertRefused(
          Files.write(folder.resolve("cut.h5"), Arrays.copyOf(whole, length)),
          "it is no HDF5 file");
    }
    assertRefused(folder.resolve("none.h5"), "there is no such file");
  }

  @Test
  void imagesAndClassesMustBeItsOwn() throws Exception {
    KerasFile source = source(file("sequential.h5"));
    String shape = refusal(() -> source.graph(new Shape(8, 10, 3), 4));
    assertTrue(shape.contains("10×8×3") && shape.contains("8×10×3"), shape);
    String classes = refusal(() -> source.graph(new Shape(10, 8, 3), 10));
    assertTrue(classes.contains("gives 4 classes, but the images have 10"), classes);
    String colours = refusal(() -> source(file("vector.h5")).graph(new Shape(2, 2, 3), 3));
    assertTrue(colours.contains("1×1×12") && colours.contains("2×2×3"), colours);
  }

  private static String refusal(org.junit.jupiter.api.function.Executable call) {
    return assertThrows(IllegalArgumentException.class, call).getMessage();
  }

  /** Reads a file where there are no natives. */
  static final class Elsewhere {
    public static void main(String[] arguments) {
      try {
        source(Path.of(arguments[0])).graph(new Shape(10, 8, 3), 4);
      } catch (java.io.UncheckedIOException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  @Test
  void whereThereAreNoNativesAMessageSaysSo() throws Exception {
    Path out = folder.resolve("out.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dorg.bytedeco.javacpp.platform=macosx-arm64",
                "-Dos.arch=aarch64",
                "-cp",
                System.getProperty("java.class.path"),
                Elsewhere.class.getName(),
                file("sequential.h5").toString())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    assertTrue(process.waitFor(2, TimeUnit.MINUTES));
    String said = Files.readString(out);
    assertTrue(said.contains("sequential.h5 cannot be read here: Keras files"), said);
    assertTrue(said.contains("on aarch64"), said);
  }
}
