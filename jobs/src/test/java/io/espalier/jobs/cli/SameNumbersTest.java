package io.espalier.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.jobs.result.Columns;
import io.espalier.jobs.result.ResultStore;
import io.espalier.jobs.result.Row;
import io.espalier.jobs.result.Table;
import io.espalier.jobs.spark.SparkSessions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real trials, with a training that some of them share, measure the same however many run at a
 * time, in whatever order, on vectors or without, and whether or not their process was killed.
 */
class SameNumbersTest {
  /** Where and when, and what a grid's file says besides its trials. */
  private static final Set<String> CIRCUMSTANCES =
      Set.of(
          "started_at",
          "finished_at",
          "host",
          "executor_id",
          "spark_app_id",
          "attempts",
          "vector_bits",
          "label",
          "grid_point_json",
          "config_hash",
          // Over the network's file, which says how long its training took.
          "baseline_digest");

  private static final String TRIAL =
      """
      study = same
      trial {
        model { type = lenet5 }
        dataset { type = digits, train = 200, validation = 50, test = 50 }
        training { epochs = 1, optimizer { type = sgd, learning-rate = 0.02 } }
        pipeline = [
          { type = prune, sparsity = ${axis.sparsity} }
          { type = fine-tune, epochs = 1 }
          { type = quantize, weight { format = ${axis.format} }, activation { format = ${axis.format} } }
        ]
        seed = ${axis.seed}
      }
      """;

  private static final String AXES =
      """
      axis {
        sparsity = [0.5, 0.8]
        format = [{ type = fixed-point, width = 6 }, { type = bfp, mantissa-width = 3 }]
        seed = [1, 2]
      }
      """;

  private static final int TRIALS = 8;

  @TempDir private static Path folder;

  @BeforeAll
  static void reference() throws IOException {
    run("reference", AXES, "--master", "local[1]", "--parallelism", "1");
    assertEquals(TRIALS, measured("reference", Columns.TRIALS).size());
  }

  @Test
  void slotsAndOrderMakeNoDifference() throws IOException {
    run("two", AXES, "--master", "local[2]");
    String shuffled =
        """
        axis {
          seed = [2, 1]
          format = [{ mantissa-width = 3, type = bfp }, { width = 6, type = fixed-point }]
          sparsity = [0.8, 0.50]
        }
        """;
    run("shuffled", shuffled, "--master", "local[4]", "--parallelism", "4");
    assertSame("two");
    assertSame("shuffled");
  }

  @Test
  void plainJavaThatWasKilledAndVectorsThatWentOnMakeNoDifference() throws Exception {
    String[] command = command("killed", AXES, "--master", "local[1]");
    Process process = JavaProcess.startScalar(folder.resolve("killed.log"), command);
    Path commits = folder.resolve("killed/commits");
    while (process.isAlive() && count(commits) < 2) {
      Thread.sleep(5);
    }
    process.destroyForcibly().waitFor();
    int done = count(commits);
    assertTrue(done >= 2 && done < TRIALS, () -> done + " done:\n" + log("killed.log"));

    String again = Terminal.succeed(command);
    assertTrue(again.contains((TRIALS - done) + " ran now"), again);
    Set<String> widths = texts("killed", "vector_bits");
    assertTrue(widths.size() == 2 && widths.contains("0"), "vectors of " + widths + " bits");
    assertSame("killed");
  }

  private void assertSame(String name) {
    assertEquals(measured("reference", Columns.TRIALS), measured(name, Columns.TRIALS));
    assertEquals(measured("reference", Columns.LAYERS), measured(name, Columns.LAYERS));
    assertEquals(measured("reference", Columns.EPOCHS), measured(name, Columns.EPOCHS));
  }

  private static void run(String name, String axes, String... more) throws IOException {
    Terminal.succeed(command(name, axes, more));
  }

  private static String[] command(String name, String axes, String... more) throws IOException {
    Path grid = Files.writeString(folder.resolve(name + ".conf"), TRIAL + axes);
    Stream<String> words =
        Stream.of("run", grid.toString(), "--out", folder.resolve(name).toString());
    return Stream.concat(words, Stream.of(more)).toArray(String[]::new);
  }

  private static int count(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return (int)
          files
              .map(file -> file.getFileName().toString())
              .filter(file -> !file.startsWith(".") && file.endsWith(".parquet"))
              .count();
    }
  }

  private String log(String name) {
    try {
      return Files.readString(folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Row> rows(String name, Table<?> table) {
    return ResultStore.open(folder.resolve(name).toString(), SparkSessions.hadoop())
        .tables()
        .rows(table);
  }

  private Set<String> texts(String name, String column) {
    return rows(name, Columns.TRIALS).stream()
        .map(row -> row.text(column).orElseThrow())
        .collect(Collectors.toSet());
  }

  /** The rows of a table in a fixed order, without times and circumstances. */
  private static List<Map<String, String>> measured(String name, Table<?> table) {
    return rows(name, table).stream()
        .map(SameNumbersTest::measured)
        .sorted(Comparator.comparing(Map::toString))
        .toList();
  }

  private static Map<String, String> measured(Row row) {
    return row.table().names().stream()
        .filter(column -> !column.endsWith("_ms") && !CIRCUMSTANCES.contains(column))
        .collect(
            Collectors.toMap(
                column -> column,
                column -> row.text(column).orElse("null"),
                (one, other) -> one,
                TreeMap::new));
  }
}
