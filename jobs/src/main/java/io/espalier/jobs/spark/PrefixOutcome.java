package io.espalier.jobs.spark;

import io.espalier.compression.trial.TrialResult;

/** How the steps of a prefix ended. */
public sealed interface PrefixOutcome {
  /**
   * They were taken.
   *
   * @param network the bytes to keep
   */
  record Done(byte[] network) implements PrefixOutcome {}

  /**
   * One of them failed.
   *
   * @param result what every trial yields that begins with them
   */
  record Failed(TrialResult result) implements PrefixOutcome {}
}
