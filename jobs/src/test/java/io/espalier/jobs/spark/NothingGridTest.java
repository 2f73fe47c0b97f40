package io.espalier.jobs.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.espalier.compression.trial.Plan;
import io.espalier.jobs.result.Columns;
import io.espalier.jobs.result.ResultStore;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The small brother of {@link SparkShareBench}: thousands of trials, each stored once. */
class NothingGridTest {
  private static final int TRIALS = 2000;
  @TempDir private Path folder;

  @Test
  void thousandsOfTrialsAreStoredOnce() {
    NothingGrid grid = new NothingGrid(TRIALS, folder);
    Plan plan = grid.plan();
    try (JavaSparkContext spark =
        SparkSessions.context("nothing", "local[2]", OptionalInt.empty())) {
      RunSummary summary = grid.run(plan, spark);
      assertEquals(TRIALS, summary.ran());
      assertEquals(TRIALS, summary.succeeded());
      assertEquals(0, grid.run(plan, spark).ran());
    }
    ResultStore store = ResultStore.open(grid.results().toString(), new Configuration(false));
    Set<String> planned =
        plan.trials().stream().map(trial -> trial.id().value()).collect(Collectors.toSet());
    assertEquals(TRIALS, planned.size());
    assertEquals(TRIALS, store.tables().rows(Columns.TRIALS, Set.of("trial_id")).size());
    assertEquals(planned, store.trials().succeeded());
    assertEquals(TRIALS, store.tables().rows(Columns.ATTEMPTS).size());
    assertEquals(2 * TRIALS, store.tables().rows(Columns.LAYERS, Set.of("trial_id")).size());
    assertEquals(TRIALS, store.status().succeeded());
  }
}
