package io.espalier.jobs.spark;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a grid is run; none of it is part of a trial's identity.
 *
 * @param rerun which trials run
 * @param parallelism trials at the same time; empty for one a slot
 * @param maxAttempts starts after which a trial that kills its process fails
 * @param maxFailed failures of trials in this run after which it ends; empty for any number
 * @param trialTimeout time after which a trial fails, or the steps it shares; empty for any time
 * @param grace how long trials may go on after a cancellation or their timeout
 */
public record GridOptions(
    Rerun rerun,
    OptionalInt parallelism,
    int maxAttempts,
    OptionalInt maxFailed,
    Optional<Duration> trialTimeout,
    Duration grace) {
  /** What is missing, a trial a slot, two attempts, any failures and time, ten seconds. */
  public static final GridOptions DEFAULT =
      new GridOptions(
          Rerun.MISSING,
          OptionalInt.empty(),
          2,
          OptionalInt.empty(),
          Optional.empty(),
          Duration.ofSeconds(10));

  /** Checks ranges. */
  public GridOptions {
    parallelism.ifPresent(n -> checkPositive("parallelism", n));
    checkPositive("max-attempts", maxAttempts);
    maxFailed.ifPresent(n -> checkPositive("max-failed", n));
    trialTimeout
        .filter(time -> time.toMillis() < 1)
        .ifPresent(
            time -> {
              throw new IllegalArgumentException("trial-timeout must be above 0, got " + time);
            });
  }

  private static void checkPositive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, got " + value);
    }
  }

  /** These with other trials to run. */
  public GridOptions withRerun(Rerun other) {
    return new GridOptions(other, parallelism, maxAttempts, maxFailed, trialTimeout, grace);
  }

  /** These with a number of failures. */
  public GridOptions withMaxFailed(int other) {
    return new GridOptions(
        rerun, parallelism, maxAttempts, OptionalInt.of(other), trialTimeout, grace);
  }

  /** These with a time for each trial. */
  public GridOptions withTrialTimeout(Duration other) {
    return new GridOptions(rerun, parallelism, maxAttempts, maxFailed, Optional.of(other), grace);
  }

  /** These with another grace. */
  public GridOptions withGrace(Duration other) {
    return new GridOptions(rerun, parallelism, maxAttempts, maxFailed, trialTimeout, other);
  }

  /** Which trials run. */
  public enum Rerun {
    /** Those that neither succeeded nor failed. */
    MISSING,
    /** Those that failed, and nothing else. */
    FAILED
  }
}
