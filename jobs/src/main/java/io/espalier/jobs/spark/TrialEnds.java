package io.espalier.jobs.spark;

import io.espalier.compression.trial.Failure;
import io.espalier.compression.trial.FailureKind;
import io.espalier.compression.trial.Phase;
import io.espalier.compression.trial.PlannedTrial;
import io.espalier.compression.trial.TrialResult;
import io.espalier.jobs.result.FailedFile;
import io.espalier.jobs.result.StartMarker;
import io.espalier.jobs.result.StoreException;
import io.espalier.jobs.result.StoredBaseline;
import io.espalier.jobs.result.TrialFiles;
import io.espalier.jobs.spark.Job.Trials;
import io.espalier.jobs.spark.RunSummary.Reason;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.SparkException;

/**
 * How trials of a run end: counted, waiting again, suspected of killing their process, or given the
 * row that they could not leave themselves. Mutable, one thread.
 */
final class TrialEnds {
  private static final int BARREN_JOBS = 3;

  private final TrialFiles files;
  private final ReadyQueue queue;
  private final Attempts attempts;
  private final Tally tally;
  private final FailureRows rows;
  private final Map<String, StoredBaseline> baselines;
  private final int maxAttempts;
  private final AtomicBoolean cancelled;
  private int barren;

  /**
   * @param baselines that are there, by id
   * @param maxAttempts starts after which a trial that kills its process fails
   * @param cancelled whether jobs that fail are to be expected
   */
  TrialEnds(
      TrialFiles files,
      ReadyQueue queue,
      Attempts attempts,
      Tally tally,
      FailureRows rows,
      Map<String, StoredBaseline> baselines,
      int maxAttempts,
      AtomicBoolean cancelled) {
    this.files = files;
    this.queue = queue;
    this.attempts = attempts;
    this.tally = tally;
    this.rows = rows;
    this.baselines = baselines;
    this.maxAttempts = maxAttempts;
    this.cancelled = cancelled;
  }

  /** Has a trial wait, alone if it is suspect; one that is guilty fails at once. */
  void enqueue(PlannedTrial trial) {
    String id = trial.id().value();
    if (attempts.isGuilty(id, maxAttempts)) {
      failLost(trial);
    } else if (attempts.lost(id).isEmpty()) {
      queue.add(trial);
    } else {
      queue.addSuspect(trial);
    }
  }

  /** A job ended and told of each trial. */
  void told(Trials job, List<Object> outcomes) {
    barren = 0;
    Map<String, PlannedTrial> trials =
        job.trials().stream().collect(Collectors.toMap(t -> t.id().value(), Function.identity()));
    for (Object each : outcomes) {
      Outcome outcome = (Outcome) each;
      told(trials.get(outcome.trialId()), outcome);
    }
  }

  private void told(PlannedTrial trial, Outcome outcome) {
    switch (outcome.kind()) {
      case SUCCEEDED -> tally.ended(outcome.millis());
      case FOUND -> tally.foundSucceeded(1);
      case FAILED -> tally.failed(outcome.millis(), reason(trial, outcome));
      case NOT_RUN -> queue.add(trial);
      case NOT_STORED -> throw new StoreException(outcome.message());
    }
  }

  private static Reason reason(PlannedTrial trial, Outcome outcome) {
    return new Reason(outcome.trialId(), trial.label(), outcome.failureKind(), outcome.message());
  }

  /**
   * A job failed as a whole: what left a row is done, what left a marker is suspect, the rest
   * waits.
   *
   * @throws IllegalStateException if jobs fail and none of their trials was even started
   */
  void lost(Trials job, Exception error) {
    attempts.refresh(files);
    boolean progressed = false;
    for (PlannedTrial trial : job.trials()) {
      progressed |= lost(trial);
    }
    barren = progressed ? 0 : barren + 1;
    if (barren >= BARREN_JOBS && !cancelled.get()) {
      throw new IllegalStateException("Spark cannot run trials: " + reason(error), error);
    }
  }

  /** Whether the trial was started. */
  private boolean lost(PlannedTrial trial) {
    String id = trial.id().value();
    int last = attempts.last(id);
    if (files.hasSucceeded(id)) {
      tally.ended(0);
      return true;
    }
    if (files.hasFailed(new FailedFile(id, Math.max(1, last)))
        || files.hasFailed(new FailedFile(id, last + 1))) {
      tally.failed(0, new Reason(id, trial.label(), "", "its row is stored, its process ended"));
      return true;
    }
    boolean started = !attempts.lost(id).isEmpty();
    enqueue(trial);
    return started;
  }

  private static String reason(Exception error) {
    String message = String.valueOf(error.getMessage());
    return error instanceof SparkException ? message.lines().findFirst().orElse("") : message;
  }

  /** A trial that ended its process as often as it may. */
  private void failLost(PlannedTrial trial) {
    List<StartMarker> lost = attempts.lost(trial.id().value());
    String message = "its process ended " + lost.size() + " times while it ran";
    fail(
        trial,
        Failures.result(new Failure(FailureKind.EXECUTOR_LOST, Phase.EVAL, message, "", ""), 0),
        attempts.last(trial.id().value()));
  }

  /** A trial cannot be started, for what it starts from cannot be had. */
  void failUnstarted(PlannedTrial trial, TrialResult result) {
    fail(trial, result, attempts.last(trial.id().value()) + 1);
  }

  private void fail(PlannedTrial trial, TrialResult result, int attempt) {
    String id = trial.id().value();
    Failure failure = result.failure().orElseThrow();
    rows.store(trial, result, attempt, Optional.ofNullable(baselines.get(trial.baselineId())));
    attempts.fail(id, attempt);
    tally.failed(0, new Reason(id, trial.label(), failure.kind().name(), failure.message()));
  }
}
