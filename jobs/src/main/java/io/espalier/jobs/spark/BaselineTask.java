package io.espalier.jobs.spark;

import io.espalier.compression.trial.Failure;
import io.espalier.compression.trial.Phase;
import io.espalier.jobs.result.ResultStore;
import io.espalier.jobs.result.RunInfo;
import io.espalier.jobs.spark.PlanText.BaselineText;
import java.io.Serializable;
import java.time.Instant;
import java.util.Optional;
import org.apache.spark.SparkException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/** Trains a baseline and stores it. */
final class BaselineTask implements Function<BaselineText, BaselineTask.Trained> {
  private static final long serialVersionUID = 1;

  private final Broadcast<TaskSetup> setup;

  BaselineTask(Broadcast<TaskSetup> setup) {
    this.setup = setup;
  }

  /**
   * What the driver is told.
   *
   * @param failureKind empty if it is stored
   */
  record Trained(String failureKind, String message, String failureClass, String stack)
      implements Serializable {
    boolean isStored() {
      return failureKind.isEmpty();
    }
  }

  @Override
  public Trained call(BaselineText text) throws Exception {
    Instant startedAt = Instant.now();
    try {
      return store(text, setup.value().work().baseline().train(text.baseline()), startedAt);
    } catch (Throwable e) {
      if (Failures.isInterruption(e) || TaskContext.get().isInterrupted()) {
        throw e;
      }
      return failed(e);
    }
  }

  /**
   * The same in the driver for a baseline that is trained by jobs of its own.
   *
   * @return empty if it is the work of one task
   * @throws SparkException if one of its jobs ended with the process it was in
   */
  Optional<Trained> spread(BaselineText text, JavaSparkContext spark) throws Exception {
    Instant startedAt = Instant.now();
    try {
      Optional<TrainedBaseline> trained =
          setup.value().work().baseline().spread(text.baseline(), spark);
      return trained.isPresent()
          ? Optional.of(store(text, trained.get(), startedAt))
          : Optional.empty();
    } catch (Throwable e) {
      if (Failures.isInterruption(e) || e instanceof SparkException) {
        throw e;
      }
      return Optional.of(failed(e));
    }
  }

  private Trained store(BaselineText text, TrainedBaseline trained, Instant startedAt) {
    TaskSetup here = setup.value();
    RunInfo run = new RunInfo(here.machine(), 1, startedAt, Instant.now());
    ResultStore store = here.store();
    store.baselines().store(text.baseline(), trained.network(), trained.facts(), here.study(), run);
    return new Trained("", "", "", "");
  }

  private static Trained failed(Throwable thrown) {
    Failure failure = Failures.failure(thrown, Phase.TRAIN);
    return new Trained(
        failure.kind().name(), failure.message(), failure.failureClass(), failure.stack());
  }
}
