package io.espalier.compression.pipeline;

import io.espalier.compression.prune.Mask;
import io.espalier.compression.structure.Cut;
import io.espalier.kernels.net.Slot;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;

/** Takes a network in the middle of its compression to the smaller one. */
final class Cutting {
  private Cutting() {}

  /** Parameters and masks without what is cut; what was pruned stays pruned. */
  static Network cut(Network network, Cut cut) {
    Map<String, Mask> masks = new LinkedHashMap<>();
    network
        .masks()
        .forEach(
            (name, mask) -> {
              Slot slot = Masking.slot(network, name);
              masks.put(name, smaller(mask, cut.positions(slot)));
            });
    return new Network(
        cut.graph(),
        cut.of(network.parameters()),
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
