package io.espalier.jobs.spark;

import io.espalier.compression.trial.PlannedBaseline;
import io.espalier.compression.trial.PlannedPrefix;
import io.espalier.compression.trial.PlannedTrial;
import java.util.List;

/** What a Spark job of a grid is for. */
sealed interface Job {
  /**
   * Trials of one baseline, one after the other.
   *
   * @param alone whether nothing else runs meanwhile
   */
  record Trials(List<PlannedTrial> trials, boolean alone) implements Job {}

  /** The steps of a prefix. */
  record Prefix(PlannedPrefix prefix) implements Job {}

  /** The training of a baseline. */
  record Training(PlannedBaseline baseline) implements Job {}
}
