package io.espalier.compression.trial;

/** How a trial ended. */
public enum TrialState {
  /** Compressed and measured. */
  SUCCEEDED,
  /** An exception, a number that is not finite, or the loss of its executor. */
  FAILED,
  /** Stopped because it took longer than it may. */
  TIMED_OUT,
  /** Stopped by the user. */
  CANCELLED
}
