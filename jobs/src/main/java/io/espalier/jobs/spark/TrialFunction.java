package io.espalier.jobs.spark;

import io.espalier.compression.trial.PlannedTrial;
import io.espalier.compression.trial.TrialResult;
import java.io.Serializable;

/** Runs one trial on one thread, in the executor. */
@FunctionalInterface
public interface TrialFunction extends Serializable {
  /**
   * @param trial what to run
   * @param baseline the bytes of the network it starts from; shared, not to be written to
   * @return what it yielded; what it throws becomes a failure with kind EXCEPTION
   * @throws Exception whatever goes wrong
   */
  TrialResult run(PlannedTrial trial, byte[] baseline) throws Exception;
}
