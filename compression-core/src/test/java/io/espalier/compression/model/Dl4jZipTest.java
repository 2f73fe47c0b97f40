package io.espalier.compression.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class Dl4jZipTest {
  private static final Shape COLOURS = new Shape(16, 16, 3);
  @TempDir Path folder;

  static Stream<Zoo> zoo() {
    return Stream.of(
        new LeNet5(Normalization.NONE),
        new LeNet300(Normalization.NONE),
        new Vgg7(0.0625, Normalization.NONE));
  }

  /** Every value different, running variances positive. */
  private static Parameters distinct(Graph graph) {
    Random random = new Random(3);
    Parameters parameters = Parameters.zeros(graph);
    parameters.forEach(
        (slot, values) -> {
          for (int i = 0; i < values.length; i++) {
            values[i] = 0.1f + random.nextFloat();
          }
        });
    return parameters;
  }

  @ParameterizedTest
  @MethodSource("zoo")
  void savedWeightsComeBackToTheBit(Zoo model) {
    Parameters weights = distinct(model.graph(COLOURS, 7));
    Path file = folder.resolve("deep/er/model.zip");

    model.save(COLOURS, 7, weights, file);
    ModelSource saved = new Dl4jZip(file, Normalization.NONE);

    assertEquals(model.graph(COLOURS, 7), saved.graph(COLOURS, 7));
    assertEquals(weights, saved.start(COLOURS, 7, 0));
  }

  @Test
  void aSavedNetworkCanBeSavedWithOtherWeights() {
    LeNet300 model = new LeNet300(Normalization.NONE);
    Dl4jZip first = new Dl4jZip(folder.resolve("a.zip"), Normalization.NONE);
    Dl4jZip second = new Dl4jZip(folder.resolve("b.zip"), Normalization.NONE);
    Parameters weights = distinct(model.graph(COLOURS, 7));

    model.save(COLOURS, 7, weights.zeros(), first.path());
    first.save(COLOURS, 7, weights, second.path());

    assertEquals(weights, second.start(COLOURS, 7, 0));
    assertEquals(weights.zeros(), first.start(COLOURS, 7, 0));
  }

  @Test
  void nothingButTheNetworkIsLeftBehind() throws IOException {
    LeNet300 model = new LeNet300(Normalization.NONE);
    model.save(COLOURS, 7, distinct(model.graph(COLOURS, 7)), folder.resolve("only.zip"));

    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(1, files.count());
    }
  }

  @Test
  void aDamagedFileIsNamed() throws IOException {
    LeNet300 model = new LeNet300(Normalization.NONE);
    Path whole = folder.resolve("whole.zip");
    model.save(COLOURS, 7, distinct(model.graph(COLOURS, 7)), whole);
    byte[] bytes = Files.readAllBytes(whole);
    byte[] flipped = bytes.clone();
    flipped[bytes.length / 2] ^= 0x10;

    assertRefused("truncated.zip", Arrays.copyOf(bytes, bytes.length / 2));
    assertRefused("flipped.zip", flipped);
    assertRefused("empty.zip", new byte[0]);
    assertRefused("text.zip", "no zip at all".getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private void assertRefused(String name, byte[] content) throws IOException {
    Path file = Files.write(folder.resolve(name), content);
    UncheckedIOException refusal =
        assertThrows(
            UncheckedIOException.class,
            () -> new Dl4jZip(file, Normalization.NONE).start(COLOURS, 7, 0),
            name);
    assertTrue(refusal.getMessage().contains(file.toString()), refusal.getMessage());
    assertFalse(refusal.getMessage().contains("null"), refusal.getMessage());
  }

  @Test
  void aMissingFileIsNamed() {
    Path file = folder.resolve("missing.zip");
    UncheckedIOException refusal =
        assertThrows(
            UncheckedIOException.class,
            () -> new Dl4jZip(file, Normalization.NONE).graph(COLOURS, 7));
    assertTrue(refusal.getMessage().contains(file.toString()), refusal.getMessage());
    assertTrue(refusal.getMessage().contains("no such file"), refusal.getMessage());
  }

  @Test
  void anotherInputOrNumberOfClassesIsRefused() {
    LeNet5 model = new LeNet5(Normalization.NONE);
    Path file = folder.resolve("model.zip");
    model.save(COLOURS, 7, distinct(model.graph(COLOURS, 7)), file);
    Dl4jZip saved = new Dl4jZip(file, Normalization.NONE);

    String classes =
        assertThrows(IllegalArgumentException.class, () -> saved.graph(COLOURS, 10)).getMessage();
    String channels =
        assertThrows(IllegalArgumentException.class, () -> saved.graph(new Shape(16, 16, 1), 7))
            .getMessage();

    assertTrue(classes.contains("7 classes") && classes.contains("10"), classes);
    assertTrue(channels.contains("'conv1'") && channels.contains("3 inputs"), channels);
  }
}
