package io.espalier.compression.pipeline;

import io.espalier.compression.measure.WeightHistogram;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.net.Graph;
import java.util.Optional;

/** One step of a compression. */
@Meaning("one step of a compression pipeline")
public sealed interface CompressionStep
    permits Prune,
        PruneChannels,
        PruneKernels,
        PruneActivations,
        Quantize,
        FineTune,
        QuantizationAware,
        Rewind,
        ReestimateBatchNorm,
        AddScales {
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

  /** Whether it takes channels or kernels out of the network. */
  default boolean cutsStructure() {
    return false;
  }

  /** Whether the layers of a network decide whether it can be carried out. */
  default boolean looksAtLayers() {
    return false;
  }

  /**
   * What the step makes of a network's layers, whatever its weights are. Where these decide which
   * channels go, others stand for them.
   *
   * @return empty if the weights decide how many channels a layer has
   * @throws IllegalArgumentException if it cannot be carried out on such a network, naming the
   *     layer
   */
  default Optional<Graph> after(Graph graph) {
    return Optional.of(graph);
  }

  /** What the network is after this step, as histograms of its weights have it. */
  default Optional<WeightHistogram.Stage> stage() {
    return epochs() > 0 ? Optional.of(WeightHistogram.Stage.RETRAINED) : Optional.empty();
  }

  /** What a failure in this step is filed under. */
  String phase();
}
