package io.espalier.jobs.result;

import io.espalier.compression.measure.LayerMeasure;
import io.espalier.compression.trial.TrialId;

/**
 * What a row of {@code layers} is made from.
 *
 * @param trial whose layer it is
 * @param layer what was measured
 */
public record LayerRow(TrialId trial, LayerMeasure layer) {}
