package io.espalier.compression.trial;

import io.espalier.compression.measure.Accuracy;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Parameters;

/**
 * A trained network that trials start from, with what was measured on it.
 *
 * @param id the identity of its specification
 * @param graph its layers
 * @param parameters its trained numbers; not to be written to
 * @param validation measured after training
 * @param test measured after training
 * @param epochs epochs it was trained for
 * @param trainMillis wall time of its training
 */
public record Baseline(
    String id,
    Graph graph,
    Parameters parameters,
    Accuracy validation,
    Accuracy test,
    int epochs,
    double trainMillis) {}
