package io.espalier.compression.prune;

import io.espalier.kernels.describe.Meaning;

/** How much a weight matters to its network: the lowest scores are pruned first. */
@Meaning("how much a weight matters; the lowest scores go first")
public sealed interface Criterion permits WeightCriterion, GradientCriterion {}
