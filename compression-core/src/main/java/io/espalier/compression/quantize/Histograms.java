package io.espalier.compression.quantize;

import io.espalier.kernels.net.InputObserver;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The histograms of all layers' inputs, from one more run that the first reader starts. Mutable.
 */
final class Histograms {
  private final Map<String, ObservedValues> seen;
  private final Consumer<InputObserver> again;
  private final Map<String, Histogram> histograms = new HashMap<>();

  /**
   * @param seen all that a first run showed, by node
   * @param again shows the same once more
   */
  Histograms(Map<String, ObservedValues> seen, Consumer<InputObserver> again) {
    this.seen = seen;
    this.again = again;
  }

  /** That of a node whose input was not all zeros. */
  Histogram of(String node) {
    if (histograms.isEmpty()) {
      seen.forEach((name, values) -> begin(name, values));
      again.accept(this::accept);
    }
    return histograms.get(node);
  }

  private void begin(String node, ObservedValues values) {
    if (values.maxMagnitude() > 0) {
      histograms.put(node, new Histogram(values));
    }
  }

  private void accept(String node, float[] values, int from, int to) {
    Histogram histogram = histograms.get(node);
    if (histogram != null) {
      histogram.accept(values, from, to);
    }
  }
}
