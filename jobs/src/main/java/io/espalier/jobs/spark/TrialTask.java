package io.espalier.jobs.spark;

import io.espalier.compression.trial.Phase;
import io.espalier.compression.trial.PlannedTrial;
import io.espalier.compression.trial.TrialResult;
import io.espalier.compression.trial.TrialState;
import io.espalier.jobs.result.FailedFile;
import io.espalier.jobs.result.RunInfo;
import io.espalier.jobs.result.SpecFacts;
import io.espalier.jobs.result.StartMarker;
import io.espalier.jobs.result.StoreException;
import io.espalier.jobs.result.StoredBaseline;
import io.espalier.jobs.result.StoredTrial;
import io.espalier.jobs.result.TrialFiles;
import io.espalier.jobs.result.TrialRow;
import io.espalier.jobs.spark.Outcome.Kind;
import io.espalier.jobs.spark.PlanText.TrialText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A few trials, one after the other on one thread. Each leaves a start marker before it runs and a
 * row after; only then is the next one started.
 */
final class TrialTask implements FlatMapFunction<Iterator<TrialText>, Outcome> {
  private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(TrialTask.class);

  private final Broadcast<TaskSetup> setup;
  private final Broadcast<StoredBaseline> baseline;

  TrialTask(Broadcast<TaskSetup> setup, Broadcast<StoredBaseline> baseline) {
    this.setup = setup;
    this.baseline = baseline;
  }

  @Override
  public Iterator<Outcome> call(Iterator<TrialText> trials) throws Exception {
    List<Outcome> outcomes = new ArrayList<>();
    while (trials.hasNext()) {
      outcomes.add(one(trials.next()));
    }
    return outcomes.iterator();
  }

  private Outcome one(TrialText text) throws Exception {
    try {
      TrialFiles files = setup.value().store().trials();
      if (files.isStopped(setup.value().run()) || TaskContext.get().isInterrupted()) {
        return Outcome.of(text.id(), Kind.NOT_RUN);
      }
      return files.hasSucceeded(text.id()) ? Outcome.of(text.id(), Kind.FOUND) : run(text, files);
    } catch (StoreException e) {
      // Not the trial's fault: it would hit every other one as well, so the driver ends the grid.
      return new Outcome(text.id(), Kind.NOT_STORED, 0, "", e.getMessage());
    }
  }

  private Outcome run(TrialText text, TrialFiles files) throws Exception {
    StartMarker start =
        files.start(text.id(), text.attemptsBefore(), text.alone(), setup.value().machine());
    Instant startedAt = Instant.now();
    long began = System.nanoTime();
    TrialResult result;
    Optional<OutOfMemoryError> exhausted = Optional.empty();
    TimeLimit time = setup.value().time();
    Deadline deadline = time.start(() -> ignored(text.trial(), files, start, startedAt));
    try (deadline) {
      result = setup.value().work().trial().run(text.trial(), baseline.value().network());
    } catch (OutOfMemoryError e) {
      exhausted = Optional.of(e);
      result = Failures.result(e, Phase.EVAL, millisSince(began));
    } catch (Throwable e) {
      if (Failures.endsTask(e, deadline)) {
        files.end(start);
        throw e;
      }
      result =
          deadline.isOver()
              ? Failures.result(Failures.timeout(e, time), millisSince(began))
              : Failures.result(e, Phase.EVAL, millisSince(began));
    }
    RunInfo run = new RunInfo(setup.value().machine(), start.attempt(), startedAt, Instant.now());
    Kind kind;
    try {
      kind = store(files, text.trial(), result, run);
    } finally {
      files.end(start);
    }
    exhausted.ifPresent(TrialTask::dieOnCluster);
    return outcome(text, kind, result, millisSince(began));
  }

  /**
   * The trial goes on after its time: only the end of its process ends it. That of an executor can
   * be given up; here it keeps its slot, and the driver sees a row beside its start.
   */
  private void ignored(PlannedTrial trial, TrialFiles files, StartMarker start, Instant from) {
    TimeLimit time = setup.value().time();
    TrialResult result =
        Failures.result(Failures.ignoredTimeout(time), time.limit().plus(time.grace()).toMillis());
    LOG.error("{}: {}", trial.id(), result.failure().orElseThrow().message());
    try {
      RunInfo run = new RunInfo(setup.value().machine(), start.attempt(), from, Instant.now());
      store(files, trial, result, run);
      if (isExecutor()) {
        files.end(start);
      }
    } finally {
      if (isExecutor()) {
        Runtime.getRuntime().halt(TimeLimit.EXIT_CODE);
      }
    }
  }

  private static boolean isExecutor() {
    return !SparkEnv.get().executorId().equals("driver");
  }

  private Kind store(TrialFiles files, PlannedTrial trial, TrialResult result, RunInfo run) {
    StoredTrial row = row(trial, result, run);
    String id = trial.id().value();
    if (result.state() == TrialState.SUCCEEDED) {
      return files.commit(id, row) ? Kind.SUCCEEDED : Kind.FOUND;
    }
    files.fail(new FailedFile(id, run.attempt()), row);
    return Kind.FAILED;
  }

  private StoredTrial row(PlannedTrial trial, TrialResult result, RunInfo run) {
    TaskSetup here = setup.value();
    Optional<TrialRow.BaselineUse> used = Optional.of(baseline.value().use());
    try {
      SpecFacts facts = here.work().facts().of(trial);
      return StoredTrial.of(new TrialRow(here.study(), trial, facts, used, result, run));
    } catch (RuntimeException e) {
      throw new StoreException("trial " + trial.id() + " cannot be made a row: " + e, e);
    }
  }

  /** After it the heap of an executor is suspect; the driver's own cannot be given up. */
  private static void dieOnCluster(OutOfMemoryError e) {
    if (isExecutor()) {
      throw e;
    }
  }

  private static Outcome outcome(TrialText text, Kind kind, TrialResult result, double millis) {
    String failureKind = result.failure().map(f -> f.kind().name()).orElse("");
    String message = result.failure().map(f -> f.message()).orElse("");
    return new Outcome(text.id(), kind, millis, failureKind, message);
  }

  private static double millisSince(long began) {
    return (System.nanoTime() - began) / 1e6;
  }
}
