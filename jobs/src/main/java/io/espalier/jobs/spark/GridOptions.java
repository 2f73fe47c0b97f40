package io.espalier.jobs.spark;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * How a grid is run; none of it is part of a trial's identity.
 *
 * @param rerun which trials run
 * @param parallelism trials at the same time; empty for one a slot
 * @param maxAttempts starts after which a trial that kills its process fails
 * @param grace how long trials may go on after a cancellation
 */
public record GridOptions(Rerun rerun, OptionalInt parallelism, int maxAttempts, Duration grace) {
  /** What is missing, a trial a slot, two attempts, ten seconds. */
  public static final GridOptions DEFAULT =
      new GridOptions(Rerun.MISSING, OptionalInt.empty(), 2, Duration.ofSeconds(10));

  /** Checks ranges. */
  public GridOptions {
    if (parallelism.isPresent() && parallelism.getAsInt() < 1) {
      throw new IllegalArgumentException(
          "parallelism must be at least 1, got " + parallelism.getAsInt());
    }
    if (maxAttempts < 1) {
      throw new IllegalArgumentException("max-attempts must be at least 1, got " + maxAttempts);
    }
  }

  /** Which trials run. */
  public enum Rerun {
    /** Those that neither succeeded nor failed. */
    MISSING,
    /** Those that failed, and nothing else. */
    FAILED
  }
}
