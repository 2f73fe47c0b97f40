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
    List<PlannedTrial> trials = SampleRows.trials(12);
    String poison = trials.get(5).id().value();
    RunSummary summary =
        Grids.run(cluster, folder, trials, SampleWork.halting(poison), GridOptions.DEFAULT);
    assertEquals(11, summary.succeeded());
    assertEquals(1, summary.failed());
    Row row = Grids.store(folder).trial(poison).orElseThrow().row();
    assertEquals("EXECUTOR_LOST", row.text("failure_kind").orElseThrow());
    assertEquals(2, row.whole("attempts").orElseThrow());
  }

  @Test
  void exhaustedHeapIsRecordedAndItsExecutorDies() {
    List<PlannedTrial> trials = SampleRows.trials(8);
    String poison = trials.get(3).id().value();
    RunSummary summary =
        Grids.run(cluster, folder, trials, SampleWork.exhausting(poison), GridOptions.DEFAULT);
    assertEquals(7, summary.succeeded());
    Row row = Grids.store(folder).trial(poison).orElseThrow().row();
    assertEquals("OOM_HEAP", row.text("failure_kind").orElseThrow());
    assertTrue(row.text("failure_message").orElseThrow().contains("heap"));
  }

  @Test
  void trialThatIgnoresItsTimeoutEndsItsExecutorAndOthersFinish() {
    List<PlannedTrial> trials = SampleRows.trials(8);
    String poison = trials.get(2).id().value();
    GridOptions limited =
        GridOptions.DEFAULT
            .withTrialTimeout(Duration.ofSeconds(2))
            .withGrace(Duration.ofMillis(500));
    RunSummary summary = Grids.run(cluster, folder, trials, SampleWork.endless(poison), limited);
    assertEquals(7, summary.succeeded());
    assertEquals(RunSummary.End.COMPLETE, summary.end());
    Row row = Grids.store(folder).trial(poison).orElseThrow().row();
    assertEquals("TIMEOUT", row.text("failure_kind").orElseThrow());
    assertEquals(1, row.whole("attempts").orElseThrow());
    assertTrue(Grids.store(folder).trials().started().isEmpty());
  }

  @Test
  void trialThatExitsFailsAloneAndItsNeighboursDoNot() {
    List<PlannedTrial> trials = SampleRows.trials(12);
    String poison = trials.get(4).id().value();
    RunSummary summary =
        Grids.run(cluster, folder, trials, SampleWork.exiting(poison), GridOptions.DEFAULT);
    assertEquals(11, summary.succeeded());
    Row row = Grids.store(folder).trial(poison).orElseThrow().row();
    assertEquals("EXECUTOR_LOST", row.text("failure_kind").orElseThrow());
    assertEquals(2, row.whole("attempts").orElseThrow());
  }

  @Test
  void heapThatIsReallyExhaustedFailsItsTrialOnly() {
    List<PlannedTrial> trials = SampleRows.trials(8);
    String poison = trials.get(3).id().value();
    RunSummary summary =
        Grids.run(cluster, folder, trials, SampleWork.hoarding(poison), GridOptions.DEFAULT);
    assertEquals(7, summary.succeeded());
    String kind =
        Grids.store(folder).trial(poison).orElseThrow().row().text("failure_kind").orElseThrow();
    assertTrue(Set.of("OOM_HEAP", "EXECUTOR_LOST").contains(kind), kind);
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
