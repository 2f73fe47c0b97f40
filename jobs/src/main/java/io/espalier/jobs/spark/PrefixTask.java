package io.espalier.jobs.spark;

import io.espalier.compression.trial.Failure;
import io.espalier.compression.trial.FailureKind;
import io.espalier.compression.trial.HistoryCodec;
import io.espalier.compression.trial.Phase;
import io.espalier.compression.trial.TrialResult;
import io.espalier.compression.trial.TrialState;
import io.espalier.jobs.result.StoredBaseline;
import io.espalier.jobs.spark.PlanText.PrefixText;
import java.io.Serializable;
import java.util.Optional;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/** Takes the steps of a prefix and keeps the network that comes out. */
final class PrefixTask implements Function<PrefixText, PrefixTask.Told> {
  private static final long serialVersionUID = 1;

  private final Broadcast<TaskSetup> setup;
  private final Broadcast<StoredBaseline> from;

  PrefixTask(Broadcast<TaskSetup> setup, Broadcast<StoredBaseline> from) {
    this.setup = setup;
    this.from = from;
  }

  /**
   * What the driver is told.
   *
   * @param failureKind empty if the network is kept
   * @param history the trainings up to the failure, as bytes
   */
  record Told(
      String failureKind,
      String phase,
      String message,
      String failureClass,
      String stack,
      byte[] history)
      implements Serializable {
    private static final Told KEPT = new Told("", "", "", "", "", new byte[0]);

    private static Told of(TrialResult result) {
      Failure failure = result.failure().orElseThrow();
      return new Told(
          failure.kind().name(),
          failure.phase().name(),
          failure.message(),
          failure.failureClass(),
          failure.stack(),
          HistoryCodec.write(result.history()));
    }

    boolean isKept() {
      return failureKind.isEmpty();
    }

    /** What every trial yields that begins with these steps. */
    TrialResult result() {
      TrialResult.History trained = HistoryCodec.read(history);
      Failure failure =
          new Failure(
              FailureKind.valueOf(failureKind), Phase.valueOf(phase), message, failureClass, stack);
      return new TrialResult(
          TrialState.FAILED,
          Optional.of(failure),
          Optional.empty(),
          new TrialResult.Timing(0, 0, 0, trained.trainMillis()),
          trained);
    }
  }

  @Override
  public Told call(PrefixText text) throws Exception {
    TaskSetup here = setup.value();
    Deadline deadline = here.time().start(PrefixTask::ignored);
    try (deadline) {
      PrefixOutcome outcome = here.work().prefix().train(text.prefix(), from.value().network());
      if (outcome instanceof PrefixOutcome.Failed failed) {
        return Told.of(failed.result());
      }
      here.store().prefixes().store(text.id(), ((PrefixOutcome.Done) outcome).network());
      return Told.KEPT;
    } catch (Throwable e) {
      if (Failures.endsTask(e, deadline)) {
        throw e;
      }
      return Told.of(
          deadline.isOver()
              ? Failures.result(Failures.timeout(e, here.time()), 0)
              : Failures.result(e, Phase.TRAIN, 0));
    }
  }

  /** The driver counts what ends an executor; its own process cannot be given up. */
  private static void ignored() {
    if (!SparkEnv.get().executorId().equals("driver")) {
      Runtime.getRuntime().halt(TimeLimit.EXIT_CODE);
    }
  }
}
