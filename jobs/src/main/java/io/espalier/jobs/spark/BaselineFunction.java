package io.espalier.jobs.spark;

import io.espalier.compression.trial.PlannedBaseline;
import java.io.Serializable;

/** Trains one baseline on one thread, in the executor. */
@FunctionalInterface
public interface BaselineFunction extends Serializable {
  /**
   * @param baseline what to train
   * @return its network and what was measured on it
   * @throws Exception whatever goes wrong; the trials that start from it fail with it
   */
  TrainedBaseline train(PlannedBaseline baseline) throws Exception;
}
