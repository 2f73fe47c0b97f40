package io.espalier.compression.trial;

/**
 * A trial of a grid, ready to be sent to an executor.
 *
 * @param id its identity
 * @param baselineId the identity of the network it starts from
 * @param spec the canonical text of its {@link TrialSpec}, paths as the executor sees them
 * @param point its place in the grid as canonical JSON: axis name to value
 * @param label its place in the grid for people, such as {@code sparsity=0.5 format=bfp/8.5}
 */
public record PlannedTrial(
    TrialId id, String baselineId, String spec, String point, String label) {}
