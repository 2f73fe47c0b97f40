package io.espalier.jobs.spark;

import io.espalier.compression.trial.PlannedBaseline;
import java.io.Serializable;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;

/** Trains one baseline on one thread, in the executor. */
@FunctionalInterface
public interface BaselineFunction extends Serializable {
  /**
   * @param baseline what to train
   * @return its network and what was measured on it
   * @throws Exception whatever goes wrong; the trials that start from it fail with it
   */
  TrainedBaseline train(PlannedBaseline baseline) throws Exception;

  /**
   * Trains from the driver by jobs of its own, if this baseline is to be trained so.
   *
   * @return empty if it is the work of one task: {@link #train}
   * @throws Exception whatever goes wrong; the trials that start from it fail with it
   */
  default Optional<TrainedBaseline> spread(PlannedBaseline baseline, JavaSparkContext spark)
      throws Exception {
    return Optional.empty();
  }
}
