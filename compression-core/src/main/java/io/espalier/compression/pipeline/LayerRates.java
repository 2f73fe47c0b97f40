package io.espalier.compression.pipeline;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Fractions that layers lose: one for all, and others for layers by name or glob. */
final class LayerRates {
  private LayerRates() {}

  /**
   * Checks a fraction and those by layer.
   *
   * @param name the key of the one for all
   */
  static void check(String name, double all, Map<String, Double> layers) {
    check(name, all);
    layers.forEach((layer, value) -> check("layers." + layer, value));
  }

  private static void check(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(name + " must be in [0, 1), got " + value);
    }
  }

  /**
   * By layer, the fraction of its own; of several that match it the one whose name or glob comes
   * last in the alphabet.
   *
   * @throws IllegalArgumentException if a name or glob matches none of {@code names}
   */
  static Map<String, Double> own(Map<String, Double> layers, List<String> names) {
    Map<String, Double> own = new LinkedHashMap<>();
    layers.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            rate ->
                LayerNames.matching(names, rate.getKey())
                    .forEach(name -> own.put(name, rate.getValue())));
    return own;
  }
}
