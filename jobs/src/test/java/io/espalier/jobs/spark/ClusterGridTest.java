package io.espalier.jobs.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.compression.trial.PlannedTrial;
import io.espalier.jobs.result.Columns;
import io.espalier.jobs.result.Row;
import io.espalier.jobs.result.SampleRows;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Grids of tiny trials on two executors that are processes of their own. */
class ClusterGridTest {
  private static JavaSparkContext cluster;
  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    cluster = SparkSessions.context("cluster grid", "local-cluster[2,1,2048]", OptionalInt.empty());
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void rowsEqualThoseOfThisProcess() {
    List<PlannedTrial> trials = SampleRows.trials(30);
    Path there = folder.resolve("cluster");
    Path here = folder.resolve("local");
    Grids.run(cluster, there, trials, SampleWork.good(), GridOptions.DEFAULT);
    inThisProcess(here, trials);
    assertEquals(Grids.measured(here), Grids.measured(there));
    assertNotEquals(Set.of("driver"), executors(there));
    assertEquals(Set.of("driver"), executors(here));
  }

  @Test
  void trialThatHaltsItsExecutorFailsAndOthersFinish() {
    Row row = poisoned(12, SampleWork::halting, GridOptions.DEFAULT);
    assertEquals("EXECUTOR_LOST", row.text("failure_kind").orElseThrow());
    assertEquals(2, row.whole("attempts").orElseThrow());
  }

  @Test
  void exhaustedHeapIsRecordedAndItsExecutorDies() {
    Row row = poisoned(8, SampleWork::exhausting, GridOptions.DEFAULT);
    assertEquals("OOM_HEAP", row.text("failure_kind").orElseThrow());
    assertTrue(row.text("failure_message").orElseThrow().contains("heap"));
  }

  @Test
  void trialThatIgnoresItsTimeoutEndsItsExecutorAndOthersFinish() {
    GridOptions limited =
        GridOptions.DEFAULT
            .withTrialTimeout(Duration.ofSeconds(2))
            .withGrace(Duration.ofMillis(500));
    Row row = poisoned(8, SampleWork::endless, limited);
    assertEquals("TIMEOUT", row.text("failure_kind").orElseThrow());
    assertEquals(1, row.whole("attempts").orElseThrow());
    assertTrue(Grids.store(folder).trials().started().isEmpty());
  }

  @Test
  void trialThatExitsFailsAloneAndItsNeighboursDoNot() {
    Row row = poisoned(12, SampleWork::exiting, GridOptions.DEFAULT);
    assertEquals("EXECUTOR_LOST", row.text("failure_kind").orElseThrow());
    assertEquals(2, row.whole("attempts").orElseThrow());
  }

  @Test
  void heapThatIsReallyExhaustedFailsItsTrialOnly() {
    Row row = poisoned(8, SampleWork::hoarding, GridOptions.DEFAULT);
    String kind = row.text("failure_kind").orElseThrow();
    assertTrue(Set.of("OOM_HEAP", "EXECUTOR_LOST").contains(kind), kind);
  }

  /** Runs a grid with one trial that goes wrong; all others succeed, and its row is given. */
  private Row poisoned(int size, Function<String, GridWork> work, GridOptions options) {
    List<PlannedTrial> trials = SampleRows.trials(size);
    String poison = trials.get(size / 2 - 1).id().value();
    RunSummary summary = Grids.run(cluster, folder, trials, work.apply(poison), options);
    assertEquals(size - 1, summary.succeeded());
    assertEquals(1, summary.failed());
    assertEquals(RunSummary.End.COMPLETE, summary.end());
    return Grids.store(folder).trial(poison).orElseThrow().row();
  }

  private static void inThisProcess(Path folder, List<PlannedTrial> trials) {
    // One context a process: the rows of a local run are made by a process of its own.
    LocalProcess.run(folder, trials.size());
  }

  private static Set<String> executors(Path folder) {
    Set<String> executors = new HashSet<>();
    Grids.store(folder)
        .tables()
        .rows(Columns.TRIALS)
        .forEach(row -> executors.add(row.text("executor_id").orElseThrow()));
    return executors;
  }
}
