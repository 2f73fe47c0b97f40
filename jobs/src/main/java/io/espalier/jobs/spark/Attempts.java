package io.espalier.jobs.spark;

import io.espalier.jobs.result.FailedFile;
import io.espalier.jobs.result.StartMarker;
import io.espalier.jobs.result.TrialFiles;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Starts of trials that left a trace: counted outside the executor, which may be gone. Mutable, one
 * thread.
 */
final class Attempts {
  private final Map<String, Integer> failed = new HashMap<>();
  private final Map<String, List<StartMarker>> open = new HashMap<>();

  /** What a results folder says. */
  static Attempts in(TrialFiles files) {
    Attempts attempts = new Attempts();
    for (FailedFile file : files.failed()) {
      attempts.failed.merge(file.trialId(), file.attempt(), Math::max);
    }
    attempts.refresh(files);
    return attempts;
  }

  /** Looks again at the starts that have not ended. */
  void refresh(TrialFiles files) {
    open.clear();
    for (StartMarker marker : files.started()) {
      if (marker.attempt() > failed.getOrDefault(marker.trialId(), 0)) {
        open.computeIfAbsent(marker.trialId(), id -> new ArrayList<>()).add(marker);
      }
    }
  }

  boolean hasFailed(String trialId) {
    return failed.containsKey(trialId);
  }

  /** The last attempt that is known to have failed, 0 if none. */
  int failed(String trialId) {
    return failed.getOrDefault(trialId, 0);
  }

  void fail(String trialId, int attempt) {
    failed.merge(trialId, attempt, Math::max);
    open.remove(trialId);
  }

  /** Starts of a trial since it last failed that never ended: its process was lost, or it runs. */
  List<StartMarker> lost(String trialId) {
    return open.getOrDefault(trialId, List.of());
  }

  /** The last attempt there was, 0 if none. */
  int last(String trialId) {
    return lost(trialId).stream().mapToInt(StartMarker::attempt).reduce(failed(trialId), Math::max);
  }

  /** Whether a trial was lost as often as it may, at least once with nothing beside it to blame. */
  boolean isGuilty(String trialId, int maxAttempts) {
    List<StartMarker> lost = lost(trialId);
    return lost.size() >= maxAttempts && lost.stream().anyMatch(StartMarker::alone);
  }
}
