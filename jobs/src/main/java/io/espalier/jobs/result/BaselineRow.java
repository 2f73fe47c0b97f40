package io.espalier.jobs.result;

/**
 * What a row of {@code baselines} is made from.
 *
 * @param id the identity of its specification
 * @param spec its canonical text
 * @param digest SHA-256 of the network's file
 * @param file the network's file below the study's folder
 * @param facts what was measured
 * @param study that trained it
 * @param run where and when
 */
public record BaselineRow(
    String id,
    String spec,
    String digest,
    String file,
    BaselineFacts facts,
    StudyFacts study,
    RunInfo run) {}
