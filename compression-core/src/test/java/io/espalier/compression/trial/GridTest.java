package io.espalier.compression.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.compression.config.ConfigError;
import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.format.BlockFloat;
import io.espalier.kernels.format.Float32;
import io.espalier.kernels.format.NumberFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GridTest {
  @TempDir Path folder;

  record Spec(
      @Meaning("zeros / all") double sparsity,
      @Meaning("the format") @Default("{ type = float32 }") NumberFormat format,
      @Meaning("the seed") @Default("1") long seed) {
    Spec {
      if (!(sparsity >= 0 && sparsity < 1)) {
        throw new IllegalArgumentException("sparsity must be in [0, 1), got " + sparsity);
      }
    }
  }

  private static final String TWO_AXES =
      """
      study = two
      trial {
        sparsity = ${axis.sparsity}
        format = ${axis.format}
      }
      axis {
        sparsity = [0.50, 0]
        format = [
          { type = float32 }
          { type = bfp, mantissa-width = 7 }
          { type = bfp, mantissa-width = 3 } ]
      }
      """;

  @Test
  void everyCombinationIsAPointTheLastAxisFastest() {
    Grid grid = grid(TWO_AXES);
    assertEquals("two", grid.study());
    assertEquals(List.of("sparsity", "format"), grid.axes());
    assertEquals(6, grid.size());
    assertEquals(
        List.of(
            "sparsity=0.5 format=float32",
            "sparsity=0.5 format=bfp(mantissa-width=7)",
            "sparsity=0.5 format=bfp(mantissa-width=3)",
            "sparsity=0 format=float32",
            "sparsity=0 format=bfp(mantissa-width=7)",
            "sparsity=0 format=bfp(mantissa-width=3)"),
        grid.points().map(Grid.Point::label).toList());
    Grid.Point second = grid.points().skip(1).findFirst().orElseThrow();
    assertEquals(
        "{\"format\":{\"mantissa-width\":7,\"type\":\"bfp\"},\"sparsity\":0.5}", second.json());
    assertEquals(
        Map.of("sparsity", "0.5", "format", "{\"mantissa-width\":7,\"type\":\"bfp\"}"),
        second.values());
  }

  @Test
  void axisValuesFillTheTrial() {
    List<Spec> specs = grid(TWO_AXES).trials(Spec.class).map(Grid.Trial::spec).toList();
    assertEquals(new Spec(0.5, new Float32(), 1), specs.get(0));
    assertEquals(0, specs.get(5).sparsity());
    assertEquals(3, ((BlockFloat) specs.get(5).format()).mantissaWidth());
  }

  @Test
  void excludedCombinationsAreNoPoints() {
    Grid grid = grid(TWO_AXES + "exclude = [ { sparsity = 0, format = { type = float32 } } ]");
    assertEquals(5, grid.size());
    assertTrue(grid.points().noneMatch(p -> p.label().equals("sparsity=0 format=float32")));
    assertError(
        TWO_AXES + "exclude = [ { sparsty = 0 }, { sparsity = 0.3 }, {}, 4 ]",
        "13: exclude[0].sparsty: unknown axis 'sparsty', did you mean 'sparsity'?"
            + " Known: sparsity, format",
        "13: exclude[1].sparsity: no value of axis sparsity, which has 0.5, 0",
        "13: exclude[2]: must name at least one axis",
        "13: exclude[3]: expected an object, got the number 4");
    assertError(
        TWO_AXES + "exclude = [ { sparsity = 0 }, { sparsity = 0.5 } ]",
        ": exclude: leaves no point of the grid");
  }

  @Test
  void includedWidthsAreFoundOnTheClassPathAndBesideTheFile() throws IOException {
    String text =
        """
        include "formats.conf"
        trial { sparsity = 0, format = ${axis.format} }
        axis { format = [{ type = float32 }] ${widths} }
        """;
    Grid grid = grid(text);
    assertEquals("grid", grid.study());
    assertEquals(19, grid.trials(Spec.class).map(Grid.Trial::text).distinct().count());
    assertEquals(19, grid.points().map(Grid.Point::label).distinct().count());
    Files.writeString(folder.resolve("formats.conf"), "widths = [{ type = half }]");
    assertEquals(
        List.of("format=float32", "format=half"),
        grid(text).points().map(Grid.Point::label).toList());
  }

  @Test
  void aMissingIncludeIsAnError() {
    ConfigError error = error("\ninclude \"fromats.conf\"\ntrial { sparsity = 0 }");
    assertTrue(
        error.getMessage().startsWith(file() + ":2: cannot include \"fromats.conf\": "),
        error.getMessage());
  }

  @Test
  void settingsReplaceWhatTheFileHasBeforeItIsResolved() {
    Path file = write(TWO_AXES);
    Grid grid =
        Grid.expand(
            file,
            List.of(
                "axis.sparsity=[0.25]",
                "trial.seed=7",
                "axis.format=[{type=half},{type=bfp,mantissa-width=2}]"));
    assertEquals(
        List.of("sparsity=0.25 format=half", "sparsity=0.25 format=bfp"),
        grid.points().map(Grid.Point::label).toList());
    assertTrue(grid.trials(Spec.class).allMatch(trial -> trial.spec().seed() == 7));
    Grid replaced =
        Grid.expand(
            write("trial { sparsity = 0, format { type = bfp, mantissa-width = 3 } }"),
            List.of("trial.format={ type = half }"));
    assertEquals(
        "{\"format\":{\"type\":\"half\"},\"sparsity\":0}",
        replaced.trials(Spec.class).findFirst().orElseThrow().text());
  }

  @Test
  void aWrongSettingIsNamed() {
    Path file = write(TWO_AXES);
    assertEquals(
        "--set trail.seed=3: trail: unknown key 'trail', did you mean 'trial'?"
            + " Known: study, trial, axis, exclude, keep",
        assertThrows(ConfigError.class, () -> Grid.expand(file, List.of("trail.seed=3")))
            .getMessage());
    assertEquals(
        "--set seed: expected key=value",
        assertThrows(ConfigError.class, () -> Grid.expand(file, List.of("seed"))).getMessage());
    Grid grid = Grid.expand(file, List.of("trial.seed=many"));
    assertEquals(
        "--set trial.seed=many: trial.seed: expected a whole number, got the text 'many'",
        assertThrows(ConfigError.class, () -> grid.trials(Spec.class)).getMessage());
    assertTrue(
        assertThrows(ConfigError.class, () -> Grid.expand(file, List.of("trial.seed=[")))
            .getMessage()
            .startsWith("--set trial.seed=[: "));
  }

  @Test
  void axisValuesKeepTheirLines() {
    Grid grid =
        grid(
            """
            trial { sparsity = ${axis.sparsity}, format = ${axis.format} }
            axis {
              sparsity = [0,
                1.2]
              format = [{ type = float32 },
                { type = bpf, mantissa-width = 3 },
                { type = bfp, mantissa = 3, mantissa-width = 3 }]
            }
            """);
    ConfigError error = assertThrows(ConfigError.class, () -> grid.trials(Spec.class));
    List<String> messages = error.getMessage().lines().toList();
    assertEquals(3, messages.size(), error.getMessage());
    assertTrue(
        messages
            .get(0)
            .startsWith(
                file()
                    + ":6: trial.format.type: unknown type 'bpf', did"
                    + " you mean 'bfp'? Known: affine, bfloat16, "),
        messages.get(0));
    assertTrue(
        messages
            .get(1)
            .startsWith(
                file()
                    + ":7: trial.format.mantissa: unknown key"
                    + " 'mantissa', did you mean 'mantissa-width'? Known: type, "),
        messages.get(1));
    assertEquals(file() + ":4: trial.sparsity: must be in [0, 1), got 1.2", messages.get(2));
  }

  @Test
  void anAxisThatTheTrialDoesNotUseIsAnError() {
    assertError(
        """
        trial { sparsity = ${axis.sparsity} }
        axis {
          sparsity = [0, 0.5]
          seed = [1, 2]
          width = [4]
        }
        """,
        "4: axis.seed: unused: the trial has no ${axis.seed}",
        "5: axis.width: unused: the trial has no ${axis.width}");
  }

  @Test
  void anAxisMayReachTheTrialThroughADefinition() {
    Grid grid =
        grid(
            """
            common { rate = ${axis.rate} }
            trial { sparsity = ${common.rate}, seed = ${?axis.seed} }
            axis { rate = [0, 0.5], seed = [3] }
            """);
    assertEquals(2, grid.trials(Spec.class).count());
  }

  @Test
  void axesAreListsOfDistinctValues() {
    assertError(
        """
        trial { sparsity = ${axis.sparsity}, seed = ${axis.seed}, format = ${axis.format} }
        axis {
          sparsity = [0.5,
            0.50]
          seed = []
          format = half
        }
        """,
        "4: axis.sparsity[1]: the same value as axis.sparsity[0] (FILE:3)",
        "5: axis.seed: needs at least one value",
        "6: axis.format: expected a list of values, got the text 'half'");
  }

  @Test
  void twoPointsOfOneTrialAreBothNamed() {
    Grid grid =
        grid(
            """
            trial { sparsity = 0, format = ${axis.format} }
            axis { format = [{ type = bfp, mantissa-width = 3 },
              { type = bfp, mantissa-width = 3, block-size = 16 }] }
            """);
    ConfigError error = assertThrows(ConfigError.class, () -> grid.trials(Spec.class).toList());
    assertEquals(
        file()
            + ": trial: two points are the same trial: format=bfp and"
            + " format=bfp(block-size=16)",
        error.getMessage());
  }

  @Test
  void unknownTopLevelKeysNameTheNearest() {
    assertError(
        TWO_AXES + "exlude = []",
        "13: exlude: unknown key 'exlude', did you mean 'exclude'?"
            + " Known: study, trial, axis, exclude, keep");
    assertError("study = x", ": trial: missing");
    assertError(
        "trail { sparsity = 0 }",
        ": trial: missing",
        "1: trail: unknown key 'trail', did you mean 'trial'? Known: study, trial, axis, exclude, keep");
  }

  @Test
  void unsetVariablesAndUnknownAxesNameTheirLine() {
    assertError(
        "trial {\n  sparsity = ${ESPALIER_NO_SUCH_VARIABLE}\n}",
        "2: ${ESPALIER_NO_SUCH_VARIABLE}: there is no such key here, and no environment variable"
            + " of that name is set");
    assertError(
        "trial {\n  sparsity = ${axis.sparsty}\n}\naxis { sparsity = [0] }",
        "2: ${axis.sparsty}: unknown axis 'sparsty', did you mean 'sparsity'? Known: sparsity");
    assertError("trial = 4", "1: trial: expected an object, got the number 4");
    assertError(
        "study = \"a/b\", trial { sparsity = 0 }",
        "1: study: expected letters, digits, dots and hyphens, got 'a/b'");
  }

  @Test
  void aSetVariableIsResolved() {
    String home = System.getenv("PATH");
    Grid grid = grid("trial { sparsity = 0, path = ${PATH} }");
    assertEquals(home, grid.points().findFirst().orElseThrow().trial().getString("path"));
  }

  @Test
  void aGridWithoutAxesHasOnePoint() {
    Grid grid = grid("trial { sparsity = 0.5 }");
    assertEquals(1, grid.size());
    assertEquals("{}", grid.points().findFirst().orElseThrow().json());
    assertEquals(1, grid.trials(Spec.class).count());
  }

  @Test
  void aHundredThousandTrialsAreDistinct() {
    Grid grid =
        grid(
            "include \"formats.conf\"\n"
                + "trial { sparsity = ${axis.sparsity}, format = ${axis.format},"
                + " seed = ${axis.seed} }\n"
                + "axis { format = [{ type = float32 }] ${widths}\n sparsity = "
                + numbers(53, "0.", 100)
                + "\n seed = "
                + numbers(100, "", 0)
                + " }");
    assertEquals(100_700, grid.size());
    Set<TrialId> ids = new HashSet<>();
    grid.trials(Spec.class).forEach(trial -> ids.add(TrialId.of(trial.text())));
    assertEquals(100_700, ids.size());
  }

  @Test
  void theGridsOfTheRepositoryExpand() {
    Path conf = Path.of("..", "conf");
    assertEquals(114, Grid.expand(conf.resolve("quickstart.conf"), List.of()).size());
    assertEquals(114, Grid.expand(conf.resolve("mnist-lenet5.conf"), List.of()).size());
    assertEquals(54, Grid.expand(conf.resolve("mnist-lecture.conf"), List.of()).size());
    assertEquals(15, Grid.expand(conf.resolve("resnet20.conf"), List.of()).size());
  }

  private static String numbers(int count, String prefix, int from) {
    return IntStream.range(from, from + count)
        .mapToObj(i -> prefix + i)
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private Path file() {
    return folder.resolve("grid.conf");
  }

  private Path write(String text) {
    try {
      return Files.writeString(file(), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Grid grid(String text) {
    return Grid.expand(write(text), List.of());
  }

  private ConfigError error(String text) {
    return assertThrows(ConfigError.class, () -> grid(text));
  }

  private void assertError(String text, String... expected) {
    List<String> lines =
        error(text)
            .getMessage()
            .lines()
            .map(line -> line.replaceFirst("^\\Q" + file() + "\\E:(?=\\d)", ""))
            .map(line -> line.replaceFirst("^\\Q" + file() + "\\E", ""))
            .map(line -> line.replace(file().toString(), "FILE"))
            .toList();
    assertEquals(String.join("\n", expected), String.join("\n", lines));
  }
}
