package io.espalier.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each mistake gives one message that names the place and what would be right, and exit code 2. */
class BadInputTest {
  private static final Path CONF = Path.of("..", "conf");

  @TempDir private Path folder;

  @BeforeEach
  void copyFormats() throws IOException {
    Files.copy(CONF.resolve("formats.conf"), folder.resolve("formats.conf"));
  }

  private String edited(String from, String to) throws IOException {
    String text = Files.readString(CONF.resolve("quickstart.conf"));
    assertTrue(text.contains(from), "the quickstart no longer has '" + from + "'");
    Path file = folder.resolve("grid.conf");
    Files.writeString(file, text.replace(from, to));
    return file.toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          batch-size = 64     | batch-sise = 64      | :12: trial.training.batch-sise: unknown key 'batch-sise', did you mean 'batch-size'?
          epochs = 6          | epochs = six         | :11: trial.training.epochs: expected a whole number, got the text 'six'
          0.84, 0.89          | 0.84, 1.2            | trial.pipeline[0].sparsity: must be in [0, 1), got 1.2
          axis {              | axis { idle = [1, 2] | axis.idle: unused
          0.84, 0.89          | 0.84, 0.84           | the same value
          seed = 1            | seed = ${NOT_SET}    | ${NOT_SET}: there is no such key here, and no environment variable
          type = lenet5       | type = lenet6        | unknown type 'lenet6', did you mean 'lenet5'?
          type = digits       | type = mnist, path = "/nowhere" | /nowhere/train-images-idx3-ubyte
          study = quickstart  | stduy = quickstart   | stduy
          """)
  void aMistakeInAGridIsNamed(String from, String to, String message) throws IOException {
    Terminal terminal = Terminal.run("plan", edited(from, to));
    assertEquals(Espalier.USAGE, terminal.code(), terminal.out());
    assertTrue(terminal.err().contains(message), terminal::err);
    assertTrue(terminal.err().lines().count() <= 2, () -> "one message, got " + terminal.err());
  }

  @Test
  void aTruncatedImageFileIsNamedWithItsBytes() throws IOException {
    for (String name :
        new String[] {
          "train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"
        }) {
      Files.write(
          folder.resolve(name + "-ubyte"),
          new byte[] {0, 0, 8, 3, 0, 0, 0, 9, 0, 0, 0, 28, 0, 0, 0, 28, 1});
    }
    Terminal terminal =
        Terminal.run("plan", edited("type = digits", "type = mnist, path = \"" + folder + "\""));
    assertEquals(Espalier.USAGE, terminal.code());
    assertTrue(
        terminal.err().contains("train-images-idx3-ubyte: expected 7072 bytes, found 17"),
        terminal::err);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plan", "run"})
  void aCorruptNetworkFileIsNamedBeforeAnythingRuns(String command) throws IOException {
    Path zip = Files.write(folder.resolve("net.zip"), new byte[] {'P', 'K', 3, 4, 9, 9});
    assertNamed(command, "dl4j", zip);
    assertNamed(command, "onnx", Files.writeString(folder.resolve("net.onnx"), "no network"));
  }

  private void assertNamed(String command, String type, Path network) throws IOException {
    String grid = edited("type = lenet5", "type = " + type + ", path = \"" + network + "\"");
    String text = Files.readString(Path.of(grid));
    int from = text.indexOf("training {");
    int to = text.indexOf("pipeline");
    Files.writeString(Path.of(grid), text.substring(0, from) + text.substring(to));
    Path results = folder.resolve("results");
    Terminal terminal =
        command.equals("run")
            ? Terminal.run(command, grid, "--out", results.toString())
            : Terminal.run(command, grid);
    assertEquals(Espalier.USAGE, terminal.code(), terminal.out());
    assertTrue(terminal.err().contains(network.toString()), terminal::err);
    assertFalse(Files.exists(results), terminal::out);
  }

  @Test
  void aFolderThatIsNoResultsFolderIsNamed() {
    for (Terminal terminal :
        List.of(
            Terminal.run("status", folder.toString()),
            Terminal.run("status", "--results", folder.toString()))) {
      assertEquals(Espalier.USAGE, terminal.code());
      assertTrue(terminal.err().contains("is no results folder"), terminal::err);
    }
  }

  @Test
  void resultsAreAskedForOnce() {
    Terminal none = Terminal.run("status");
    assertEquals(Espalier.USAGE, none.code());
    assertTrue(none.err().contains("--results"), none::err);
    Terminal both = Terminal.run("status", "a", "--results", "b");
    assertEquals(Espalier.USAGE, both.code());
    assertTrue(both.err().contains("mutually exclusive"), both::err);
  }

  @Test
  void anExpressionThatNamesNoAxisListsTheAxes() {
    Terminal terminal =
        Terminal.run("plan", CONF.resolve("quickstart.conf").toString(), "--only", "rate = 1");
    assertEquals(Espalier.USAGE, terminal.code());
    assertTrue(terminal.err().contains("there are sparsity, format"), terminal::err);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --parallelism   | 0    | parallelism must be at least 1, got 0
          --max-attempts  | 0    | max-attempts must be at least 1, got 0
          --max-failed    | 0    | max-failed must be at least 1, got 0
          --trial-timeout | 0s   | trial-timeout must be above 0, got PT0S
          --trial-timeout | 30   | must be a number with a unit, such as 90s, 30m or 2h, got '30'
          --trial-timeout | soon | must be a number with a unit, such as 90s, 30m or 2h, got 'soon'
          """)
  void aNumberThatCannotBeIsRefusedBeforeAnythingRuns(String option, String value, String message) {
    Terminal terminal =
        Terminal.run("run", CONF.resolve("quickstart.conf").toString(), option, value);
    assertEquals(Espalier.USAGE, terminal.code());
    assertTrue(terminal.err().contains(message), terminal::err);
  }

  @Test
  void aCommandThatIsNoneShowsTheWay() {
    Terminal terminal = Terminal.run("rnu", "x.conf");
    assertEquals(Espalier.USAGE, terminal.code());
    assertTrue(terminal.err().contains("rnu"), terminal::err);
  }
}
