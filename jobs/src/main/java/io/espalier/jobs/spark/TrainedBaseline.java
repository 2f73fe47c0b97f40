package io.espalier.jobs.spark;

import io.espalier.jobs.result.BaselineFacts;

/**
 * A baseline fresh from training.
 *
 * @param network the bytes to keep
 * @param facts what was measured
 */
public record TrainedBaseline(byte[] network, BaselineFacts facts) {}
