package io.espalier.compression.pipeline;

import io.espalier.kernels.describe.Meaning;

/** One step of a compression. */
@Meaning("one step of a compression pipeline")
public sealed interface CompressionStep
    permits Prune,
        PruneChannels,
        PruneActivations,
        Quantize,
        FineTune,
        QuantizationAware,
        Rewind,
        ReestimateBatchNorm {
  /**
   * The network after this step; the one given is left as it was.
   *
   * @throws IllegalArgumentException if the step cannot be carried out on this network, naming the
   *     layer
   */
  Network apply(Network network, StepContext context);

  /** The most epochs that this step trains for. */
  default int epochs() {
    return 0;
  }

  /** What a failure in this step is filed under. */
  String phase();
}
