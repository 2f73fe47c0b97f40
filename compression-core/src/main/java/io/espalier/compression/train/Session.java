package io.espalier.compression.train;

import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Slot;
import java.util.Map;

/**
 * All that one training needs.
 *
 * @param initial where the weights start; left as it is
 * @param masks by slot, 0 where a value stays 0; values there are 0 from the first step on
 * @param hooks what is done besides
 * @param seed what the order of images and their changes are drawn from
 */
public record Session(
    Graph graph,
    Parameters initial,
    Map<Slot, float[]> masks,
    Recipe recipe,
    TrainingData data,
    TrainingHooks hooks,
    long seed) {
  /** Copies the map. */
  public Session {
    masks = Map.copyOf(masks);
  }
}
