package io.espalier.compression.pipeline;

import io.espalier.compression.prune.Mask;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Role;
import io.espalier.kernels.net.Slot;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts masks on a network, and keeps them there when its weights change. */
final class Masking {
  private Masking() {}

  /** The network with these masks on these layers; other layers keep the ones they have. */
  static Network masked(Network network, List<String> names, List<Mask> chosen) {
    Map<String, Mask> masks = new LinkedHashMap<>(network.masks());
    for (int i = 0; i < names.size(); i++) {
      masks.put(names.get(i), chosen.get(i));
    }
    return with(network, network.parameters(), masks);
  }

  /** The network with other weights, of which what is masked becomes zero. */
  static Network with(Network network, Parameters parameters) {
    return with(network, parameters, network.masks());
  }

  private static Network with(Network network, Parameters source, Map<String, Mask> masks) {
    Parameters parameters = source.copy();
    Map<String, Double> thresholds = new LinkedHashMap<>(network.thresholds());
    masks.forEach(
        (name, mask) -> {
          float[] weights = parameters.get(name, Role.WEIGHT);
          mask.apply(weights);
          thresholds.put(name, leastKept(weights, mask));
        });
    return new Network(
        network.graph(),
        parameters,
        masks,
        thresholds,
        network.rounded(),
        network.inputThresholds());
  }

  private static double leastKept(float[] weights, Mask mask) {
    float least = Float.POSITIVE_INFINITY;
    for (int i = 0; i < weights.length; i++) {
      if (mask.keeps(i)) {
        least = Math.min(least, Math.abs(weights[i]));
      }
    }
    return Float.isInfinite(least) ? 0 : least;
  }

  /** The masks as an optimiser takes them: 1 where a weight is kept, else 0. */
  static Map<Slot, float[]> slots(Network network) {
    Map<Slot, float[]> masks = new HashMap<>();
    for (Slot slot : network.parameters().slots()) {
      if (slot.role() == Role.WEIGHT && network.masks().containsKey(slot.node())) {
        masks.put(slot, values(network.mask(slot.node())));
      }
    }
    return masks;
  }

  static float[] values(Mask mask) {
    float[] keep = new float[mask.length()];
    for (int i = 0; i < keep.length; i++) {
      keep[i] = mask.keeps(i) ? 1 : 0;
    }
    return keep;
  }

  /** The slot of a layer's weights. */
  static Slot slot(Network network, String name) {
    return network.parameters().slots().stream()
        .filter(slot -> slot.role() == Role.WEIGHT && slot.node().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
