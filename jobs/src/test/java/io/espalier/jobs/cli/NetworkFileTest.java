package io.espalier.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.espalier.compression.model.LeNet5;
import io.espalier.compression.model.Normalization;
import io.espalier.kernels.net.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that take a network from a file. */
class NetworkFileTest {
  private static final String DIGITS = "{ type = digits, train = 50, validation = 10, test = 40 }";
  private static final Shape GREY = new Shape(28, 28, 1);

  @TempDir private Path folder;
  private Path zip;

  @BeforeEach
  void save() {
    // Named as no zip is: what counts is what is in it.
    zip = folder.resolve("network.bin");
    LeNet5 model = new LeNet5(Normalization.NONE);
    model.save(GREY, 10, model.start(GREY, 10, 1), zip);
  }

  private static Terminal evaluate(Path model, String dataset, String... more) {
    String[] arguments = {"evaluate", "--model", model.toString(), "--dataset", dataset};
    String[] all = Arrays.copyOf(arguments, arguments.length + more.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return Terminal.run(all);
  }

  private static void assertMistake(Terminal terminal, String... parts) {
    assertEquals(Espalier.USAGE, terminal.code(), terminal.out());
    for (String part : parts) {
      assertTrue(terminal.err().contains(part), terminal::err);
    }
    assertTrue(terminal.err().lines().count() <= 2, terminal::err);
  }

  private static Path shared(String name) {
    String given = Optional.ofNullable(System.getenv("ESPALIER_SHARED")).orElse("../../shared");
    Path file = Path.of(given, "models", name);
    assumeTrue(Files.exists(file), file + " is not there");
    return file;
  }

  @Test
  void evaluatePrintsWhatANetworkIsWorth() {
    Terminal terminal = evaluate(zip, DIGITS, "--format", "json");
    assertEquals(Espalier.ALL_WELL, terminal.code(), terminal.err());
    assertTrue(terminal.out().startsWith("{\"split\":\"test\",\"images\":40,\"top1\":"));
    assertTrue(terminal.out().contains("\"params\":431080,\"macs\":2293000,\"images_per_s\":"));
    assertTrue(evaluate(zip, DIGITS).out().startsWith("split"));
    assertTrue(evaluate(zip, DIGITS, "--split", "train").out().contains("train"));
  }

  @Test
  void normalisationChangesWhatIsSeen() {
    String plain = evaluate(zip, DIGITS, "--format", "json").out();
    String[] shift = {"--format", "json", "--normalize-mean", "0.5", "--normalize-std", "0.25"};
    String shifted = evaluate(zip, DIGITS, shift).out();
    assertTrue(!loss(plain).equals(loss(shifted)), plain + shifted);
    assertMistake(evaluate(zip, DIGITS, "--normalize-std", "0"), "std must be above 0");
    assertMistake(evaluate(zip, DIGITS, "--normalize-mean", "0,0,0"), "3 values", "1 channels");
  }

  private static String loss(String json) {
    return json.replaceAll("(?s).*\"loss\":([^,]*),.*", "$1");
  }

  @Test
  void aTrainedNetworkScoresWhatItsReadmeSays() {
    assumeTrue(System.getenv("ESPALIER_DATA") != null, "ESPALIER_DATA is not set");
    Terminal terminal = evaluate(shared("lenet5.onnx"), "{ type = mnist }", "--format", "json");
    assertTrue(terminal.out().contains("\"images\":10000,\"top1\":0.9925,"), terminal::out);
  }

  @Test
  void inspectPrintsEachLayer() {
    Terminal terminal = Terminal.run("inspect", zip.toString(), "--input", "28x28x1");
    assertEquals(Espalier.ALL_WELL, terminal.code(), terminal.err());
    String conv2 =
        terminal.out().lines().filter(line -> line.startsWith("conv2")).findFirst().get();
    assertEquals(
        "conv2 convolution pool1 8×8×50 50x5x5x20 25050 1600000 weights weights, input",
        conv2.replaceAll(" +", " "));
    assertTrue(terminal.out().contains("28×28×1 in, 10 outputs, 431080 parameters"));
  }

  @Test
  void anOnnxFileSaysItsOwnShape() {
    Path file = shared("resnet20.onnx");
    Terminal terminal = Terminal.run("inspect", file.toString(), "--format", "json");
    assertEquals(Espalier.ALL_WELL, terminal.code(), terminal.err());
    assertTrue(terminal.out().contains("\"kind\":\"add\""), terminal::out);
    assertMistake(
        Terminal.run("inspect", file.toString(), "--input", "28x28x1"), "32×32×3", "28×28×1");
    assertMistake(evaluate(file, DIGITS), "resnet20.onnx", "32×32×3", "28×28×1");
  }

  /** A network of the tests of compression-core. */
  private Path keras(String name) throws IOException {
    Path file = folder.resolve(name);
    try (InputStream in = LeNet5.class.getResourceAsStream("/keras/" + name)) {
      Files.copy(in, file);
    }
    return file;
  }

  @Test
  void aKerasFileSaysItsOwnShape() throws IOException {
    Path file = keras("functional.h5");
    Terminal terminal = Terminal.run("inspect", file.toString());
    assertEquals(Espalier.ALL_WELL, terminal.code(), terminal.err());
    assertTrue(terminal.out().contains("9×8×3 in, 4 outputs"), terminal::out);
    assertMistake(evaluate(file, DIGITS), "functional.h5", "9×8×3", "28×28×1");
    assertMistake(evaluate(keras("lambda.h5"), DIGITS), "lambda.h5", "layer 'lam' is a Lambda");
    Path cut = folder.resolve("cut.h5");
    Files.write(cut, Arrays.copyOf(Files.readAllBytes(file), 5000));
    assertMistake(evaluate(cut, DIGITS), "cut.h5", "no HDF5 file, or a damaged one");
  }

  @Test
  void mistakesAreNamed() throws IOException {
    assertMistake(Terminal.run("inspect", zip.toString()), "network.bin", "28x28x1");
    assertMistake(Terminal.run("inspect", zip.toString(), "--input", "28"), "--input must be");
    assertMistake(
        Terminal.run("inspect", zip.toString(), "--input", "28x28x3"), "28×28×3", "'conv1'");
    Path missing = folder.resolve("missing.onnx");
    assertMistake(evaluate(missing, DIGITS), missing + ": there is no such file");
    Path text = Files.writeString(folder.resolve("text.onnx"), "no network at all");
    assertMistake(evaluate(text, DIGITS), text.toString());
    assertMistake(evaluate(zip, "{ type = digit }"), "did you mean 'digits'?");
    assertMistake(evaluate(zip, DIGITS, "--split", "tset"), "--split");
    assertMistake(evaluate(zip, DIGITS, "--format", "xml"), "format must be");
  }

  @Test
  void aNetworkWithOtherOutputsThanTheImagesHaveClassesIsRefused() {
    LeNet5 model = new LeNet5(Normalization.NONE);
    model.save(GREY, 7, model.start(GREY, 7, 1), zip);
    assertMistake(evaluate(zip, DIGITS), "network.bin gives 7 classes, but the images have 10");
  }

  @Test
  void offlineSaysWhatToFetchAndWhereToPutIt() {
    String given = System.getenv("ESPALIER_DATA");
    Path cached = Path.of(System.getProperty("user.home"), ".cache", "espalier", "data");
    Path folder = (given == null ? cached : Path.of(given)).resolve("kmnist");
    assumeTrue(!Files.exists(folder), folder + " is there");
    Terminal terminal = evaluate(zip, "{ type = kmnist }", "--offline");
    assertEquals(Espalier.USAGE, terminal.code());
    assertTrue(terminal.err().contains(folder.toString()), terminal::err);
    assertTrue(terminal.err().contains("train-images-idx3-ubyte.gz"), terminal::err);
    assertTrue(terminal.err().contains("https://codh.rois.ac.jp/kmnist/"), terminal::err);
  }
}
