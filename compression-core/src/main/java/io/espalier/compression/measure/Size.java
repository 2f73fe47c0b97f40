package io.espalier.compression.measure;

/**
 * What a network costs to store and to run on one input.
 *
 * @param weightsTotal weights of convolutions and dense layers before channels were cut out
 * @param weightsNonzero those that are there and not zero
 * @param paramsTotal weights, biases, and the scale and shift of batch norms, likewise before
 * @param paramsNonzero those that are there minus the weights that are zero
 * @param paramsRemaining those that are there, zeros among them
 * @param bitsDense bits of the weights in their formats with every zero stored, shared fields
 *     included, plus 32 a bias and batch-norm value (running statistics included)
 * @param bitsCompressed the same with, for each layer, the least of: dense; a 1-bit mask and the
 *     kept values; a 16-bit index and value for each kept one. A shared field counts when its block
 *     keeps a value
 * @param bitsFloat bits of the network before channels were cut out, 32 a value
 * @param averageWeightBits bits of a weight with shared fields, averaged over all that are there
 * @param averageActivationBits bits of a layer input with shared fields, averaged over all inputs
 *     of convolutions and dense layers
 * @param macsDense multiply-accumulates of one input before channels were cut out
 * @param macsRemaining those of the layers as they are
 * @param macsEffective those whose weight is not zero
 * @param macsBoth those in which the input is not zero either, the mean over the test images
 * @param bitOps Σ over layers of macsEffective · weight bits · activation bits, shared fields aside
 */
public record Size(
    long weightsTotal,
    long weightsNonzero,
    long paramsTotal,
    long paramsNonzero,
    long paramsRemaining,
    long bitsDense,
    long bitsCompressed,
    long bitsFloat,
    double averageWeightBits,
    double averageActivationBits,
    long macsDense,
    long macsRemaining,
    long macsEffective,
    long macsBoth,
    long bitOps) {
  /** The fraction of the weights of convolutions and dense layers that are zero or gone. */
  public double sparsity() {
    return 1 - (double) weightsNonzero / weightsTotal;
  }

  /** paramsTotal / paramsNonzero: how many times fewer values are left. */
  public double compressionRatio() {
    return (double) paramsTotal / Math.max(1, paramsNonzero);
  }

  /**
   * paramsTotal / paramsRemaining: how many times smaller cutting channels out made the network.
   */
  public double structuralCompressionRatio() {
    return (double) paramsTotal / paramsRemaining;
  }

  /** bitsFloat / bitsCompressed: how many times smaller the model is. */
  public double bitCompressionRatio() {
    return (double) bitsFloat / bitsCompressed;
  }

  /** macsDense / macsEffective: how many times fewer multiply-accumulates are left. */
  public double theoreticalSpeedup() {
    return (double) macsDense / Math.max(1, macsEffective);
  }
}
