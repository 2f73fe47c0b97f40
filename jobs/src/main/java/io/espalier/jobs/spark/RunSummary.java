package io.espalier.jobs.spark;

import java.time.Duration;
import java.util.List;

/**
 * How a run of a grid ended.
 *
 * @param location of the results
 * @param total trials of the grid
 * @param succeeded of them, now or before
 * @param failed of them, now or before
 * @param ran trials that ended in this run
 * @param baselinesTrained in this run
 * @param prefixesTrained in this run
 * @param end whether it ran to its end
 * @param elapsed wall time
 * @param failures the first reasons of this run
 */
public record RunSummary(
    String location,
    int total,
    int succeeded,
    int failed,
    int ran,
    int baselinesTrained,
    int prefixesTrained,
    End end,
    Duration elapsed,
    List<Reason> failures) {
  /** Copies the list. */
  public RunSummary {
    failures = List.copyOf(failures);
  }

  /** Trials that neither succeeded nor failed. */
  public int missing() {
    return total - succeeded - failed;
  }

  /** How a run ends. */
  public enum End {
    /** Every trial has its row. */
    COMPLETE,
    /** It was cancelled before. */
    CANCELLED,
    /** As many trials failed as may. */
    TOO_MANY_FAILED,
    /** What did not end ignores its timeout, and holds the slots that others wait for. */
    HELD_UP
  }

  /**
   * Why a trial failed.
   *
   * @param trialId which
   * @param label its place in the grid
   * @param kind coarsely
   * @param message in a sentence
   */
  public record Reason(String trialId, String label, String kind, String message) {}
}
