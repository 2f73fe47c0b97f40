package io.espalier.jobs.result;

import io.espalier.compression.measure.WeightHistogram;
import io.espalier.compression.trial.TrialId;

/**
 * What a row of {@code histograms} is made from.
 *
 * @param trial whose weights they are
 * @param histogram of a layer at a stage
 */
public record HistogramRow(TrialId trial, WeightHistogram histogram) {}
