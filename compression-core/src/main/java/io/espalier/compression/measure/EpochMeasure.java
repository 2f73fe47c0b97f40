package io.espalier.compression.measure;

import java.util.OptionalDouble;

/**
 * One epoch of a training inside a trial.
 *
 * @param round which training of the trial, from 0
 * @param epoch from 0; −1 is the network before the training
 * @param phase what the training is for: {@code retrain}, {@code sparsify} or {@code qat}
 * @param trainLoss mean over the epoch's batches, in nats; empty before the training
 * @param penalty on the weights, which the loss does not contain; empty before the training
 * @param validation after the epoch
 * @param learningRate of the last step; empty before the training
 * @param weightsNonzero of convolutions and dense layers
 * @param weights of convolutions and dense layers
 * @param millis wall time
 */
public record EpochMeasure(
    int round,
    int epoch,
    String phase,
    OptionalDouble trainLoss,
    OptionalDouble penalty,
    Accuracy validation,
    OptionalDouble learningRate,
    long weightsNonzero,
    long weights,
    double millis) {
  /** The fraction of the weights that are zero. */
  public double sparsity() {
    return 1 - (double) weightsNonzero / weights;
  }
}
