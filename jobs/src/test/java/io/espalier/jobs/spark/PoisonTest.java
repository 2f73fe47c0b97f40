package io.espalier.jobs.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.compression.trial.PlannedTrial;
import io.espalier.jobs.result.Row;
import io.espalier.jobs.result.SampleRows;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trials that go wrong in every way that this process survives: the others finish. */
class PoisonTest {
  private static final int TRIALS = 8;
  private static final List<PlannedTrial> ALL = SampleRows.trials(TRIALS);
  private static final String POISON = ALL.get(3).id().value();
  private static JavaSparkContext spark;
  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    spark = SparkSessions.context("poison", "local[2]", OptionalInt.empty());
  }

  @AfterAll
  static void stop() {
    spark.close();
  }

  @Test
  void errorIsOneRow() {
    othersFinish(SampleWork.erring(POISON), GridOptions.DEFAULT);
    expect("EXCEPTION", "linked wrongly on purpose");
    assertEquals("java.lang.LinkageError", row().text("failure_class").orElseThrow());
  }

  @Test
  void memoryOutsideTheHeapThatIsExhaustedIsOneRow() {
    othersFinish(SampleWork.hoardingOutside(POISON), GridOptions.DEFAULT);
    expect("OOM_NATIVE", "direct");
  }

  @Test
  void trialThatTakesTooLongIsInterruptedAndFails() {
    GridOptions limited = GridOptions.DEFAULT.withTrialTimeout(Duration.ofMillis(400));
    othersFinish(SampleWork.sleeping(POISON), limited);
    expect("TIMEOUT", "took longer than 0.4 s (--trial-timeout)");
  }

  @Test
  void trialThatIgnoresItsTimeoutIsARowThoughItGoesOn() {
    GridOptions limited =
        GridOptions.DEFAULT
            .withTrialTimeout(Duration.ofMillis(400))
            .withGrace(Duration.ofMillis(300));
    RunSummary summary = run(SampleWork.endless(POISON), limited);
    assertEquals(RunSummary.End.HELD_UP, summary.end());
    assertEquals(TRIALS - 1, summary.succeeded());
    assertEquals(1, summary.failed());
    expect("TIMEOUT", "went on for 0.3 s after it was interrupted");
    assertEquals(0, run(SampleWork.good(), limited).ran());
    RunSummary again =
        run(SampleWork.good(), GridOptions.DEFAULT.withRerun(GridOptions.Rerun.FAILED));
    assertEquals(1, again.ran());
    assertEquals(TRIALS, again.succeeded());
    SampleWork.endEndless();
  }

  @Test
  void limitThatIsLongEnoughChangesNothing() {
    GridOptions limited = GridOptions.DEFAULT.withTrialTimeout(Duration.ofMinutes(1));
    assertEquals(TRIALS, run(SampleWork.good(), limited).succeeded());
  }

  @Test
  void gridThatOnlyFailsEndsAfterSoManyFailures() {
    RunSummary summary = run(SampleWork.hopeless(), GridOptions.DEFAULT.withMaxFailed(2));
    assertEquals(RunSummary.End.TOO_MANY_FAILED, summary.end());
    assertTrue(summary.failed() >= 2, summary.toString());
    assertTrue(summary.missing() > 0, summary.toString());
    RunSummary rest = run(SampleWork.good(), GridOptions.DEFAULT);
    assertEquals(summary.missing(), rest.ran());
    assertEquals(RunSummary.End.COMPLETE, rest.end());
  }

  private void othersFinish(GridWork work, GridOptions options) {
    RunSummary summary = run(work, options);
    assertEquals(RunSummary.End.COMPLETE, summary.end());
    assertEquals(TRIALS - 1, summary.succeeded());
    assertEquals(1, summary.failed());
  }

  private RunSummary run(GridWork work, GridOptions options) {
    return Grids.run(spark, folder, ALL, work, options);
  }

  private void expect(String kind, String message) {
    assertEquals("FAILED", row().text("status").orElseThrow());
    assertEquals(kind, row().text("failure_kind").orElseThrow());
    String told = row().text("failure_message").orElseThrow();
    assertTrue(told.contains(message), told);
    assertEquals(1, row().whole("attempts").orElseThrow());
  }

  private Row row() {
    return Grids.store(folder).trial(POISON).orElseThrow().row();
  }
}
