package io.espalier.compression.trial;

import java.util.Optional;

/**
 * A trial of a grid, ready to be sent to an executor.
 *
 * @param id its identity
 * @param baselineId the identity of the trained network that its first step sees
 * @param prefixId the identity of its steps up to the last one that trains, empty if none does
 * @param spec the canonical text of its {@link TrialSpec}, paths as the executor sees them
 * @param point its place in the grid as canonical JSON: axis name to value
 * @param label its place in the grid for people, such as {@code sparsity=0.5 format=bfp/8.5}
 */
public record PlannedTrial(
    TrialId id,
    String baselineId,
    Optional<String> prefixId,
    String spec,
    String point,
    String label) {
  /** A trial that does not train. */
  public PlannedTrial(TrialId id, String baselineId, String spec, String point, String label) {
    this(id, baselineId, Optional.empty(), spec, point, label);
  }

  /** The identity of the kept network that its task starts from: a prefix or the baseline. */
  public String startId() {
    return prefixId.orElse(baselineId);
  }
}
