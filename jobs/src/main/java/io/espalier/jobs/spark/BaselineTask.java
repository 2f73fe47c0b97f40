package io.espalier.jobs.spark;

import io.espalier.compression.trial.Failure;
import io.espalier.compression.trial.Phase;
import io.espalier.jobs.result.ResultStore;
import io.espalier.jobs.result.RunInfo;
import io.espalier.jobs.spark.PlanText.BaselineText;
import java.io.Serializable;
import java.time.Instant;
import org.apache.spark.TaskContext;
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
    TaskSetup here = setup.value();
    Instant startedAt = Instant.now();
    try {
      TrainedBaseline trained = here.work().baseline().train(text.baseline());
      RunInfo run = new RunInfo(here.machine(), 1, startedAt, Instant.now());
      ResultStore store = here.store();
      store
          .baselines()
          .store(text.baseline(), trained.network(), trained.facts(), here.study(), run);
      return new Trained("", "", "", "");
    } catch (Throwable e) {
      if (Failures.isInterruption(e) || TaskContext.get().isInterrupted()) {
        throw e;
      }
      Failure failure = Failures.failure(e, Phase.TRAIN);
      return new Trained(
          failure.kind().name(), failure.message(), failure.failureClass(), failure.stack());
    }
  }
}
