package io.espalier.jobs.spark;

import io.espalier.jobs.result.Machine;
import io.espalier.jobs.result.ResultStore;
import io.espalier.jobs.result.StudyFacts;
import java.io.Serializable;
import org.apache.spark.SparkEnv;
import org.apache.spark.util.SerializableConfiguration;

/**
 * What every task of a run needs; broadcast once.
 *
 * @param location of the results
 * @param hadoop settings of its file system
 * @param study the trials belong to
 * @param work what is done
 * @param time that a trial may take
 * @param run names this run of the grid
 * @param appId Spark's id of the application
 */
record TaskSetup(
    String location,
    SerializableConfiguration hadoop,
    StudyFacts study,
    GridWork work,
    TimeLimit time,
    String run,
    String appId)
    implements Serializable {

  ResultStore store() {
    return Held.once(
        "store " + location + " " + run, () -> ResultStore.open(location, hadoop.value()));
  }

  Machine machine() {
    return Held.once("machine " + appId, () -> Machine.here(SparkEnv.get().executorId(), appId));
  }
}
