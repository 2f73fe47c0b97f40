package io.espalier.compression.pipeline;

import io.espalier.compression.prune.Mask;
import io.espalier.compression.structure.Cut;
import io.espalier.compression.structure.KernelCut;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Slot;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** Takes a network in the middle of its compression to the smaller one. */
final class Cutting {
  private Cutting() {}

  /** Parameters and masks without what is cut; what was pruned stays pruned. */
  static Network cut(Network network, Cut cut) {
    return cut(network, cut.graph(), cut.of(network.parameters()), cut::positions);
  }

  /** The same with kernels cut. */
  static Network cut(Network network, KernelCut cut) {
    return cut(network, cut.graph(), cut.of(network.parameters()), cut::positions);
  }

  private static Network cut(
      Network network, Graph graph, Parameters parameters, Function<Slot, int[]> positions) {
    Map<String, Mask> masks = new LinkedHashMap<>();
    network
        .masks()
        .forEach(
            (name, mask) ->
                masks.put(name, smaller(mask, positions.apply(Masking.slot(network, name)))));
    return new Network(
        graph,
        parameters,
        masks,
        network.thresholds(),
        network.rounded(),
        network.inputThresholds());
  }

  private static Mask smaller(Mask mask, int[] positions) {
    BitSet kept = new BitSet(positions.length);
    for (int i = 0; i < positions.length; i++) {
      kept.set(i, mask.keeps(positions[i]));
    }
    return Mask.of(kept, positions.length);
  }
}
