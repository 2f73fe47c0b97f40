package io.espalier.jobs.result;

import java.util.List;

/**
 * A trial with files that no flat table holds yet.
 *
 * @param trialId which
 * @param failed its failed attempts, in order
 * @param committed whether it succeeded
 * @param started its starts that have not ended
 */
record FreshTrial(
    String trialId, List<FailedFile> failed, boolean committed, List<StartMarker> started) {
  /** A trial without such files. */
  FreshTrial(String trialId) {
    this(trialId, List.of(), false, List.of());
  }
}
