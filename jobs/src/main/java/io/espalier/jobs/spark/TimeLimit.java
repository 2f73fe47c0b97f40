package io.espalier.jobs.spark;

import java.io.Serializable;
import java.time.Duration;

/**
 * How long a trial may take.
 *
 * @param limit after which it is interrupted; zero for no limit
 * @param grace after which it is taken to ignore that
 */
record TimeLimit(Duration limit, Duration grace) implements Serializable {
  /** Of an executor that had to be given up, as {@code timeout(1)} has it. */
  static final int EXIT_CODE = 124;

  boolean isSet() {
    return !limit.isZero();
  }

  /** Starts the clock for the calling thread; {@code ignored} is what happens after the grace. */
  Deadline start(Runnable ignored) {
    return new Deadline(this, ignored);
  }
}
