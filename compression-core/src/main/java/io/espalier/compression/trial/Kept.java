package io.espalier.compression.trial;

import io.espalier.compression.pipeline.Network;
import io.espalier.kernels.net.Graph;

/**
 * A network after the first steps of a pipeline, with all that the steps after it draw on.
 *
 * @param id the identity of the prefix, or of the baseline if no step was taken
 * @param steps taken
 * @param origin the layers of the baseline, from which steps may have cut
 * @param network not to be written to
 * @param history of the trainings in those steps
 * @param calibrationImages the most that any of those steps asked for
 */
public record Kept(
    String id,
    int steps,
    Graph origin,
    Network network,
    TrialResult.History history,
    int calibrationImages) {
  /** The start of a pipeline. */
  public static Kept of(Baseline baseline) {
    Network network = Network.of(baseline.graph(), baseline.parameters());
    return new Kept(baseline.id(), 0, baseline.graph(), network, TrialResult.History.NONE, 0);
  }

  /** Wall time of the epochs of those trainings. */
  double trainMillis() {
    return history.trainMillis();
  }
}
