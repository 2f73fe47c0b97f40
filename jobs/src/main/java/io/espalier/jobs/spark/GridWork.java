package io.espalier.jobs.spark;

import java.io.Serializable;

/**
 * What is done for baselines and trials.
 *
 * @param baseline trains a baseline
 * @param trial runs a trial
 * @param facts reads a trial's specification
 */
public record GridWork(BaselineFunction baseline, TrialFunction trial, FactsFunction facts)
    implements Serializable {}
