package io.espalier.jobs.spark;

import io.espalier.compression.trial.Failure;
import io.espalier.compression.trial.FailureKind;
import io.espalier.compression.trial.Phase;
import io.espalier.compression.trial.TrialResult;
import io.espalier.compression.trial.TrialResult.Timing;
import io.espalier.compression.trial.TrialState;
import java.nio.channels.ClosedByInterruptException;
import java.util.Optional;
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
    return Failure.of(kind(thrown), phase, thrown);
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
