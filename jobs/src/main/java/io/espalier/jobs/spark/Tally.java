package io.espalier.jobs.spark;

import io.espalier.jobs.spark.Progress.Counts;
import io.espalier.jobs.spark.RunSummary.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The counts of a run; mutable, one thread. */
final class Tally {
  private static final int REASONS = 10;

  private final long began = System.nanoTime();
  private final int total;
  private final List<Reason> reasons = new ArrayList<>();
  private int succeeded;
  private int failed;
  private int ran;
  private int failedNow;
  private int trained;
  private int kept;
  private double recentMillis;
  private long firstTrial;

  Tally(int total) {
    this.total = total;
  }

  /** Trials are handed to Spark; the time left is told from the first time on. */
  void launched() {
    if (firstTrial == 0) {
      firstTrial = System.nanoTime();
    }
  }

  void foundSucceeded(int trials) {
    succeeded += trials;
  }

  void foundFailed(int trials) {
    failed += trials;
  }

  void trained() {
    trained++;
  }

  void kept() {
    kept++;
  }

  void ended(double trialMillis) {
    succeeded++;
    ran++;
    timed(trialMillis);
  }

  void failed(double trialMillis, Reason reason) {
    failed++;
    failedNow++;
    ran++;
    timed(trialMillis);
    if (reasons.size() < REASONS) {
      reasons.add(reason);
    }
  }

  /** Trials that failed in this run. */
  int failedNow() {
    return failedNow;
  }

  private void timed(double trialMillis) {
    if (trialMillis > 0) {
      recentMillis = recentMillis == 0 ? trialMillis : 0.9 * recentMillis + 0.1 * trialMillis;
    }
  }

  /** What a trial took of late: the first ones start a cold machine. 0 before one ended. */
  double recentMillis() {
    return recentMillis;
  }

  Counts counts(int inFlight) {
    return new Counts(total, succeeded, failed, inFlight, elapsed(), left());
  }

  private Optional<Duration> left() {
    int missing = total - succeeded - failed;
    return ran == 0
        ? Optional.empty()
        : Optional.of(
            Duration.ofNanos(System.nanoTime() - firstTrial).multipliedBy(missing).dividedBy(ran));
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  RunSummary summary(String location, RunSummary.End end) {
    return new RunSummary(
        location, total, succeeded, failed, ran, trained, kept, end, elapsed(), reasons);
  }
}
