package io.espalier.jobs.result;

import io.espalier.compression.measure.EpochMeasure;
import io.espalier.compression.trial.TrialId;

/**
 * What a row of {@code epochs} is made from.
 *
 * @param trial whose training it is part of
 * @param epoch what it came to
 */
public record EpochRow(TrialId trial, EpochMeasure epoch) {}
