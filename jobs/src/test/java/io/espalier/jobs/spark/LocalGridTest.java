package io.espalier.jobs.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.compression.trial.PlannedBaseline;
import io.espalier.compression.trial.PlannedTrial;
import io.espalier.jobs.result.Columns;
import io.espalier.jobs.result.ResultStore;
import io.espalier.jobs.result.Row;
import io.espalier.jobs.result.SampleRows;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Grids of tiny trials on Spark in this process. */
class LocalGridTest {
  private static JavaSparkContext spark;
  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    spark = SparkSessions.context("local grid", "local[2]", OptionalInt.empty());
  }

  @AfterAll
  static void stop() {
    spark.close();
  }

  @Test
  void everyTrialHasItsRow() {
    RunSummary summary = run(SampleRows.trials(40), SampleWork.good(), GridOptions.DEFAULT);
    assertEquals(40, summary.succeeded());
    assertEquals(40, summary.ran());
    assertEquals(1, summary.baselinesTrained());
    assertEquals(RunSummary.End.COMPLETE, summary.end());
    assertEquals(40, rows("trials").size());
    assertEquals(80, store().tables().rows(Columns.LAYERS).size());
    assertEquals(40, store().tables().rows(Columns.ATTEMPTS).size());
    assertEquals(1, store().tables().rows(Columns.BASELINES).size());
    assertTrue(store().trials().started().isEmpty());
  }

  @Test
  void secondRunRunsNothing() {
    run(SampleRows.trials(10), SampleWork.good(), GridOptions.DEFAULT);
    RunSummary again = run(SampleRows.trials(10), SampleWork.good(), GridOptions.DEFAULT);
    assertEquals(0, again.ran());
    assertEquals(0, again.baselinesTrained());
    assertEquals(10, again.succeeded());
  }

  @Test
  void biggerGridRunsWhatIsNew() {
    run(SampleRows.trials(10), SampleWork.good(), GridOptions.DEFAULT);
    RunSummary again = run(SampleRows.trials(13), SampleWork.good(), GridOptions.DEFAULT);
    assertEquals(3, again.ran());
    assertEquals(13, rows("trials").size());
  }

  @Test
  void damagedCommitIsSetAsideAndItsTrialRunsAgain() throws java.io.IOException {
    List<PlannedTrial> trials = SampleRows.trials(10);
    run(trials, SampleWork.good(), GridOptions.DEFAULT);
    // A run that was killed before its last step has commits and no tables.
    for (String below : List.of("manifests", "trials", "layers", "epochs", "attempts")) {
      empty(folder.resolve("out").resolve(below));
    }
    Path commit = folder.resolve("out/commits/" + trials.get(4).id() + ".parquet");
    java.nio.file.Files.write(commit, new byte[] {'P', 'A', 'R', '1'});
    RunSummary again = run(trials, SampleWork.good(), GridOptions.DEFAULT);
    assertEquals(1, again.ran());
    assertEquals(10, again.succeeded());
    assertEquals(10, rows("trials").size());
    assertEquals(1, folder.resolve("out/damaged").toFile().list().length);
  }

  private static void empty(Path below) throws java.io.IOException {
    for (java.io.File file : below.toFile().listFiles()) {
      java.nio.file.Files.delete(file.toPath());
    }
  }

  @Test
  void trialThatThrowsBecomesRowAndOthersFinish() {
    List<PlannedTrial> trials = SampleRows.trials(12);
    RunSummary summary =
        run(trials, SampleWork.throwing(trials.get(3).id().value()), GridOptions.DEFAULT);
    assertEquals(11, summary.succeeded());
    assertEquals(1, summary.failed());
    assertEquals("broken on purpose", summary.failures().get(0).message());
    Row row = failedRow();
    assertEquals("FAILED", row.text("status").orElseThrow());
    assertEquals("EXCEPTION", row.text("failure_kind").orElseThrow());
    assertEquals("java.lang.IllegalStateException", row.text("failure_class").orElseThrow());
    assertEquals(12, rows("trials").size());
  }

  @Test
  void failedTrialRunsAgainOnlyWhenAsked() {
    List<PlannedTrial> trials = SampleRows.trials(5);
    run(trials, SampleWork.throwing(trials.get(3).id().value()), GridOptions.DEFAULT);
    assertEquals(0, run(trials, SampleWork.good(), GridOptions.DEFAULT).ran());
    GridOptions retry = GridOptions.DEFAULT.withRerun(GridOptions.Rerun.FAILED);
    RunSummary again = run(trials, SampleWork.good(), retry);
    assertEquals(1, again.ran());
    assertEquals(5, again.succeeded());
    Row row =
        rows("trials").stream()
            .filter(r -> r.whole("attempts").orElse(0) == 2)
            .findFirst()
            .orElseThrow();
    assertEquals("SUCCEEDED", row.text("status").orElseThrow());
    assertEquals(6, store().tables().rows(Columns.ATTEMPTS).size());
  }

  @Test
  void exhaustedHeapInThisProcessIsOneRow() {
    List<PlannedTrial> trials = SampleRows.trials(4);
    RunSummary summary =
        run(trials, SampleWork.exhausting(trials.get(1).id().value()), GridOptions.DEFAULT);
    assertEquals(3, summary.succeeded());
    assertEquals("OOM_HEAP", failedRow().text("failure_kind").orElseThrow());
    String message = failedRow().text("failure_message").orElseThrow();
    assertTrue(
        message.contains(" MB, which all slots") && message.contains("ESPALIER_HEAP"), message);
  }

  @Test
  void baselineThatFailsFailsItsTrials() {
    RunSummary summary = run(SampleRows.trials(3), SampleWork.untrainable(), GridOptions.DEFAULT);
    assertEquals(3, summary.failed());
    assertEquals("TRAIN", failedRow().text("failure_phase").orElseThrow());
  }

  private Row failedRow() {
    return rows("trials").stream()
        .filter(row -> row.text("failure_kind").isPresent())
        .findFirst()
        .orElseThrow();
  }

  private List<Row> rows(String table) {
    assertEquals("trials", table);
    return store().tables().rows(Columns.TRIALS);
  }

  private ResultStore store() {
    return ResultStore.open(folder.resolve("out").toString(), new Configuration(false));
  }

  private RunSummary run(List<PlannedTrial> trials, GridWork work, GridOptions options) {
    ResultStore store =
        ResultStore.create(folder.resolve("out").toString(), "sample", new Configuration(false));
    GridPlan plan =
        new GridPlan(
            SampleRows.study("sample"),
            List.of(new PlannedBaseline(SampleRows.BASELINE, "spec of a baseline")),
            List.of(),
            trials);
    return new GridRunner(spark, store, work, options, Progress.SILENT).run(plan);
  }
}
