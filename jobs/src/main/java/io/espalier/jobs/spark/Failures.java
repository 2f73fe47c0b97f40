package io.espalier.jobs.spark;

import io.espalier.compression.trial.Failure;
import io.espalier.compression.trial.FailureKind;
import io.espalier.compression.trial.InterruptedTrialException;
import io.espalier.compression.trial.Phase;
import io.espalier.compression.trial.TrialResult;
import io.espalier.compression.trial.TrialResult.Timing;
import io.espalier.compression.trial.TrialState;
import java.math.BigDecimal;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.Optional;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;

/** What is thrown, as failures of trials. */
final class Failures {
  private Failures() {}

  /** The result of a trial that threw. */
  static TrialResult result(Throwable thrown, Phase phase, double millis) {
    return result(failure(thrown, phase), millis);
  }

  /** The result of a trial that failed. */
  static TrialResult result(Failure failure, double millis) {
    return new TrialResult(
        TrialState.FAILED, Optional.of(failure), Optional.empty(), new Timing(0, 0, millis));
  }

  static Failure failure(Throwable thrown, Phase phase) {
    Failure failure = Failure.of(kind(thrown), phase, thrown);
    return failure.kind() == FailureKind.OOM_HEAP ? withAdvice(failure) : failure;
  }

  private static Failure withAdvice(Failure failure) {
    String message =
        failure.message()
            + ": the heap of "
            + (Runtime.getRuntime().maxMemory() >> 20)
            + " MB, which all slots of a process share, is full; give it more (ESPALIER_HEAP, on a"
            + " cluster spark.executor.memory), run fewer trials at a time (--parallelism,"
            + " spark.executor.cores), or train on smaller batches";
    return new Failure(
        failure.kind(), failure.phase(), message, failure.failureClass(), failure.stack());
  }

  /** The failure of a trial that stopped when its time was over. */
  static Failure timeout(Throwable thrown, TimeLimit time) {
    Phase phase = thrown instanceof InterruptedTrialException at ? at.phase() : Phase.EVAL;
    String message = "took longer than " + seconds(time.limit()) + " (--trial-timeout)";
    return new Failure(FailureKind.TIMEOUT, phase, message, "", "");
  }

  /** The failure of a trial that did not; nobody knows what it is doing. */
  static Failure ignoredTimeout(TimeLimit time) {
    String message =
        "took longer than "
            + seconds(time.limit())
            + " (--trial-timeout) and went on for "
            + seconds(time.grace())
            + " after it was interrupted";
    return new Failure(FailureKind.TIMEOUT, Phase.EVAL, message, "", "");
  }

  private static String seconds(Duration time) {
    return BigDecimal.valueOf(time.toMillis(), 3).stripTrailingZeros().toPlainString() + " s";
  }

  /** Whether a throwable means that the task must end, and not that a time was over. */
  static boolean endsTask(Throwable thrown, Deadline deadline) {
    return TaskContext.get().isInterrupted() || (isInterruption(thrown) && !deadline.isOver());
  }

  /** Whether a throwable means that the task must end, not that the trial failed. */
  static boolean isInterruption(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof InterruptedException
          || t instanceof ClosedByInterruptException
          || t instanceof TaskKilledException) {
        return true;
      }
    }
    return false;
  }

  private static FailureKind kind(Throwable thrown) {
    if (!(thrown instanceof OutOfMemoryError)) {
      return FailureKind.EXCEPTION;
    }
    String message = String.valueOf(thrown.getMessage());
    boolean heap = message.contains("Java heap") || message.contains("GC overhead");
    return heap || message.contains("array size") ? FailureKind.OOM_HEAP : FailureKind.OOM_NATIVE;
  }
}
