package io.espalier.jobs.result;

import java.time.Instant;

/**
 * Where and when something ran.
 *
 * @param machine the process it ran in
 * @param attempt which start of it this was, from 1
 * @param startedAt when it started
 * @param finishedAt when it ended
 */
public record RunInfo(Machine machine, int attempt, Instant startedAt, Instant finishedAt) {
  /** Checks the attempt. */
  public RunInfo {
    if (attempt < 1) {
      throw new IllegalArgumentException("attempts count from 1, got " + attempt);
    }
  }
}
