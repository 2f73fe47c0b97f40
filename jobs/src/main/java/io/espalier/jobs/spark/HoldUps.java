package io.espalier.jobs.spark;

import io.espalier.compression.trial.FailureKind;
import io.espalier.compression.trial.PlannedTrial;
import io.espalier.jobs.result.FailedFile;
import io.espalier.jobs.result.StartMarker;
import io.espalier.jobs.result.TrialFiles;
import io.espalier.jobs.spark.RunSummary.Reason;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Trials in this process that ignore their timeout: their failure is stored, but their start has
 * not ended. A run that waits for nothing else, or whose every slot they hold, is held up. Mutable,
 * one thread.
 */
final class HoldUps {
  private final TrialFiles files;
  private final Attempts attempts;
  private final Tally tally;
  private final TimeLimit time;
  private long looked = System.nanoTime();
  private Set<PlannedTrial> before = Set.of();

  HoldUps(TrialFiles files, Attempts attempts, Tally tally, TimeLimit time) {
    this.files = files;
    this.attempts = attempts;
    this.tally = tally;
    this.time = time;
  }

  /** Whether a run is held up; then what holds it is counted. Looks once a grace. */
  boolean hold(GridJobs jobs, ReadyQueue queue, int slots) {
    if (!time.isSet() || System.nanoTime() - looked < time.grace().toNanos()) {
      return false;
    }
    looked = System.nanoTime();
    Set<PlannedTrial> now = held(jobs);
    // A failure is stored a moment before its start ends.
    Set<PlannedTrial> held = new HashSet<>(now);
    held.retainAll(before);
    before = now;
    boolean holdUp =
        !held.isEmpty()
            && (held.size() >= slots || (queue.isEmpty() && held.size() == jobs.running()));
    if (holdUp) {
      held.forEach(this::count);
    }
    return holdUp;
  }

  private Set<PlannedTrial> held(GridJobs jobs) {
    Map<String, PlannedTrial> running =
        jobs.trials().stream()
            .flatMap(job -> job.trials().stream())
            .collect(Collectors.toMap(trial -> trial.id().value(), Function.identity()));
    return files.started().stream()
        .filter(start -> running.containsKey(start.trialId()) && isOver(start))
        .map(start -> running.get(start.trialId()))
        .collect(Collectors.toSet());
  }

  private boolean isOver(StartMarker start) {
    return files.hasFailed(new FailedFile(start.trialId(), start.attempt()))
        && start.attempt() > attempts.failed(start.trialId());
  }

  private void count(PlannedTrial trial) {
    Reason reason =
        new Reason(
            trial.id().value(),
            trial.label(),
            FailureKind.TIMEOUT.name(),
            Failures.ignoredTimeout(time).message());
    tally.failed(0, reason);
  }
}
