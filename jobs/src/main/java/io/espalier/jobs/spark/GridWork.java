package io.espalier.jobs.spark;

import java.io.Serializable;

/**
 * What is done for baselines and trials.
 *
 * @param baseline trains a baseline
 * @param prefix takes the steps that trials share
 * @param trial runs a trial
 * @param facts reads a trial's specification
 */
public record GridWork(
    BaselineFunction baseline, PrefixFunction prefix, TrialFunction trial, FactsFunction facts)
    implements Serializable {}
