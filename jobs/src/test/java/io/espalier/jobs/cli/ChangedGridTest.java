package io.espalier.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.jobs.result.Columns;
import io.espalier.jobs.result.ResultStore;
import io.espalier.jobs.spark.SparkSessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A grid that was edited runs what is new in it, and keeps what was done. */
class ChangedGridTest {
  private static final String GRID =
      """
      study = changed
      trial {
        model { type = mlp, hidden = [8] }
        dataset { type = digits, train = 100, validation = 50, test = 50 }
        training { epochs = 1 }
        pipeline = [
          { type = prune, sparsity = ${axis.sparsity} }
          { type = quantize, weight { format { type = bfp, mantissa-width = ${axis.width} } } }
        ]
        seed = ${axis.seed}
      }
      axis { sparsity = [0.5, 0.9], width = [3, 7], seed = [1, 2] }
      """;

  /** The same trials, every list of axes and keys in another order, with other words for them. */
  private static final String REORDERED =
      """
      axis { seed = [2, 1], width = [7, 3], sparsity = [9e-1, 0.50] }
      trial {
        seed = ${axis.seed}
        pipeline = [
          { sparsity = ${axis.sparsity}, type = "prune", scope = layer }
          { weight { format { mantissa-width = ${axis.width}, block-size = 16, type = bfp } },
            type = quantize }
        ]
        training.epochs = 1
        dataset { test = 50, validation = 50, train = 100, type = digits }
        model { hidden = [8], type = mlp }
      }
      study = changed
      """;

  @TempDir private Path folder;

  @Test
  void onlyWhatIsNewRuns() throws IOException {
    assertTrue(run(GRID).contains("8 ran now"));
    Set<String> first = ids();

    String reordered = run(REORDERED);
    assertTrue(reordered.contains("8 trials: 8 succeeded"), reordered);
    assertFalse(reordered.contains("ran now"), reordered);
    assertEquals(first, ids());

    String value = run(GRID.replace("[0.5, 0.9]", "[0.5, 0.7, 0.9]"));
    assertTrue(value.contains("12 trials: 12 succeeded"), value);
    assertTrue(value.contains("4 ran now"), value);
    assertTrue(value.contains("0 baselines trained"), value);

    String seeds = run(REORDERED.replace("[2, 1]", "[3, 2, 1]"));
    assertTrue(seeds.contains("12 trials: 12 succeeded"), seeds);
    assertTrue(seeds.contains("4 ran now"), seeds);

    // A smaller grid runs nothing and takes nothing away.
    String smaller = run(GRID.replace("[0.5, 0.9]", "[0.9]"));
    assertTrue(smaller.contains("4 trials: 4 succeeded"), smaller);
    assertFalse(smaller.contains("ran now"), smaller);
    assertEquals(16, ids().size());
    assertTrue(ids().containsAll(first));
  }

  private String run(String grid) throws IOException {
    Path file = Files.writeString(folder.resolve("grid.conf"), grid);
    String out = folder.resolve("out").toString();
    return Terminal.succeed("run", file.toString(), "--out", out, "--master", "local[2]");
  }

  private Set<String> ids() {
    return ResultStore.open(folder.resolve("out").toString(), SparkSessions.hadoop())
        .tables()
        .rows(Columns.TRIALS)
        .stream()
        .map(row -> row.text("trial_id").orElseThrow())
        .collect(Collectors.toSet());
  }
}
