package io.espalier.jobs.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.compression.trial.PlannedTrial;
import io.espalier.jobs.result.Columns;
import io.espalier.jobs.result.Row;
import io.espalier.jobs.result.SampleRows;
import io.espalier.jobs.result.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Grids whose process ends in the middle, and what a second run makes of them. */
class SurvivalTest {
  private static final int TRIALS = 16;
  private static JavaSparkContext spark;
  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    spark = SparkSessions.context("survival", "local[2]", OptionalInt.empty());
  }

  @AfterAll
  static void stop() {
    spark.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, TRIALS / 2, TRIALS - 1})
  void killedDriverLosesNothingThatWasStored(int commits) throws Exception {
    Process process = LocalProcess.start(folder, TRIALS, "first-" + commits);
    waitForStarts(process, commits);
    process.destroyForcibly().waitFor();
    assertEquals(commits, Grids.store(folder).trials().succeeded().size());

    RunSummary rerun = run(SampleWork.good());
    assertEquals(TRIALS, rerun.succeeded());
    assertEquals(TRIALS - commits, rerun.ran());
    Path calm = folder.resolve("calm");
    Grids.run(spark, calm, SampleRows.trials(TRIALS), SampleWork.good(), GridOptions.DEFAULT);
    assertEquals(Grids.measured(calm), Grids.measured(folder));
  }

  @Test
  void trialThatHaltsThisProcessIsAloneTheSecondTimeAndFailsTheThird() {
    String poison = SampleRows.trials(TRIALS).get(2).id().value();
    assertEquals(3, LocalProcess.end(LocalProcess.start(folder, TRIALS, poison)));
    assertEquals(3, LocalProcess.end(LocalProcess.start(folder, TRIALS, poison)));
    // What ran beside it when it halted is a suspect as well and may still wait for its turn alone.
    int done = Grids.store(folder).trials().succeeded().size();
    assertTrue(done >= TRIALS - 2, "before the suspect ran alone only " + done + " were done");

    RunSummary third = run(SampleWork.halting(poison));
    assertEquals(1, third.failed());
    assertEquals(TRIALS - 1, third.succeeded());
    Row row = Grids.store(folder).trial(poison).orElseThrow().row();
    assertEquals("EXECUTOR_LOST", row.text("failure_kind").orElseThrow());
    assertEquals(2, row.whole("attempts").orElseThrow());
  }

  @Test
  void trialThatExitsThisProcessIsCountedByTheNextRun() {
    String poison = SampleRows.trials(TRIALS).get(2).id().value();
    assertEquals(3, LocalProcess.end(LocalProcess.start(folder, TRIALS, "exit-" + poison)));
    assertEquals(3, LocalProcess.end(LocalProcess.start(folder, TRIALS, "exit-" + poison)));
    RunSummary third = run(SampleWork.exiting(poison));
    assertEquals(1, third.failed());
    assertEquals(TRIALS - 1, third.succeeded());
    Row row = Grids.store(folder).trial(poison).orElseThrow().row();
    assertEquals("EXECUTOR_LOST", row.text("failure_kind").orElseThrow());
  }

  @Test
  void twoDriversOnOneFolderStoreEachTrialOnce() {
    Process other = LocalProcess.start(folder, TRIALS, "slow");
    RunSummary summary = run(SampleWork.slow());
    assertEquals(0, LocalProcess.end(other));
    assertEquals(TRIALS, summary.succeeded());
    List<Row> rows = Grids.store(folder).tables().rows(Columns.TRIALS);
    Set<String> ids =
        rows.stream().map(r -> r.text("trial_id").orElseThrow()).collect(Collectors.toSet());
    assertEquals(TRIALS, rows.size());
    assertEquals(TRIALS, ids.size());
  }

  @Test
  void cancelledRunStopsAndItsRerunFinishes() throws IOException {
    AtomicReference<GridRunner> runner = new AtomicReference<>();
    Progress cancelling =
        counts -> {
          if (counts.ended() > 2) {
            runner.get().cancel();
          }
        };
    runner.set(Grids.runner(spark, folder, SampleWork.slow(), GridOptions.DEFAULT, cancelling));
    RunSummary summary = runner.get().run(Grids.plan(SampleRows.trials(TRIALS)));
    assertEquals(RunSummary.End.CANCELLED, summary.end());
    assertTrue(summary.missing() > 0, summary.toString());
    assertEquals(summary.succeeded(), Grids.store(folder).trials().succeeded().size());
    try (Stream<Path> left = Files.list(folder.resolve("started"))) {
      assertEquals(List.of(), left.toList());
    }
    RunSummary rerun = run(SampleWork.good());
    assertEquals(summary.missing(), rerun.ran());
    assertEquals(RunSummary.End.COMPLETE, rerun.end());
  }

  @Test
  void cancelledTrialsThatDoNotEndAreNoSuspects() {
    GridOptions impatient = GridOptions.DEFAULT.withGrace(Duration.ofMillis(300));
    AtomicReference<GridRunner> runner = new AtomicReference<>();
    Instant start = Instant.now();
    Progress cancelling =
        counts -> {
          if (Instant.now().isAfter(start.plusSeconds(2))) {
            runner.get().cancel();
          }
        };
    runner.set(Grids.runner(spark, folder, SampleWork.endless(), impatient, cancelling));
    RunSummary summary = runner.get().run(Grids.plan(SampleRows.trials(4)));
    assertEquals(4, summary.missing());
    assertTrue(Grids.store(folder).trials().started().isEmpty());
    SampleWork.endEndless();
  }

  @Test
  void resultsFolderThatVanishesEndsTheGridWithItsName() {
    List<PlannedTrial> trials = SampleRows.trials(TRIALS);
    AtomicReference<Boolean> removed = new AtomicReference<>(false);
    Progress removing =
        counts -> {
          if (counts.ended() > 1 && !removed.get()) {
            removed.set(true);
            vanish(folder.resolve("started"));
          }
        };
    GridRunner runner =
        Grids.runner(spark, folder, SampleWork.slow(), GridOptions.DEFAULT, removing);
    StoreException e =
        org.junit.jupiter.api.Assertions.assertThrows(
            StoreException.class, () -> runner.run(Grids.plan(trials)));
    assertTrue(e.getMessage().contains(folder.toString()), e.getMessage());
  }

  private RunSummary run(GridWork work) {
    return Grids.run(spark, folder, SampleRows.trials(TRIALS), work, GridOptions.DEFAULT);
  }

  /** Until so many trials are stored and another runs. */
  private void waitForStarts(Process process, int commits) throws InterruptedException {
    while (process.isAlive() && !(commits() == commits && hasStarted())) {
      Thread.sleep(20);
    }
    assertTrue(process.isAlive(), "the process ended by itself");
  }

  private int commits() {
    return isThere() ? Grids.store(folder).trials().succeeded().size() : 0;
  }

  private boolean hasStarted() {
    return isThere() && !Grids.store(folder).trials().started().isEmpty();
  }

  private boolean isThere() {
    return Files.exists(folder.resolve("study.json"));
  }

  /** At once: trials that start meanwhile write into it. */
  private static void vanish(Path below) {
    try {
      Files.move(below, below.resolveSibling("vanished"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
