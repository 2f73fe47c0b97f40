package io.espalier.jobs.spark;

import java.io.Serializable;

/**
 * What an executor tells the driver about a trial; its row is stored already.
 *
 * @param trialId which
 * @param kind how it ended
 * @param millis it took, storing included
 * @param failureKind coarsely, empty if it did not fail
 * @param message why it failed, empty if it did not
 */
record Outcome(String trialId, Kind kind, double millis, String failureKind, String message)
    implements Serializable {
  enum Kind {
    /** Its row is stored. */
    SUCCEEDED,
    /** Its failure is stored. */
    FAILED,
    /** Another process had stored its row. */
    FOUND,
    /** The run was asked to stop before it started. */
    NOT_RUN,
    /** Its row could not be stored. */
    NOT_STORED
  }

  static Outcome of(String trialId, Kind kind) {
    return new Outcome(trialId, kind, 0, "", "");
  }
}
