package io.espalier.jobs.spark;

import io.espalier.compression.trial.PlannedTrial;
import io.espalier.jobs.result.SpecFacts;
import java.io.Serializable;

/** Reads from a trial's specification what the tables say about it, in driver and executor. */
@FunctionalInterface
public interface FactsFunction extends Serializable {
  /** What the tables say; must not fail for a trial that was planned. */
  SpecFacts of(PlannedTrial trial);
}
