package io.espalier.compression.trial;

import io.espalier.compression.config.ConfigError;
import io.espalier.compression.config.Fault;
import io.espalier.compression.pipeline.CompressionStep;
import io.espalier.kernels.net.Graph;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Holds the steps of trials against the layers of their networks before anything runs. Equal steps
 * of equal networks are looked at once. Mutable: collects faults.
 */
final class LayerChecks {
  private static final int MOST_FAULTS = 10;

  private final Function<BaselineSpec, Graph> layers;
  private final Map<BaselineSpec, Graph> graphs = new HashMap<>();
  private final Set<List<Object>> seen = new HashSet<>();
  private final List<Fault> faults = new ArrayList<>();

  LayerChecks(Function<BaselineSpec, Graph> layers) {
    this.layers = layers;
  }

  /** Looks at a trial, if its network comes from a file or a step looks at layers. */
  void add(Grid.Trial<TrialSpec> trial) {
    TrialSpec spec = trial.spec();
    if (spec.model().isTrained()) {
      graphs.computeIfAbsent(spec.baseline(), layers);
    }
    List<CompressionStep> steps = upToLastThatLooks(spec.pipeline());
    if (steps.isEmpty() || faults.size() == MOST_FAULTS) {
      return;
    }
    if (seen.add(List.of(spec.baseline(), steps))) {
      check(trial, graphs.computeIfAbsent(spec.baseline(), layers), steps);
    }
  }

  private static List<CompressionStep> upToLastThatLooks(List<CompressionStep> steps) {
    int last = steps.size();
    while (last > 0 && !steps.get(last - 1).looksAtLayers()) {
      last--;
    }
    return steps.subList(0, last);
  }

  private void check(Grid.Trial<TrialSpec> trial, Graph start, List<CompressionStep> steps) {
    Optional<Graph> graph = Optional.of(start);
    for (int i = 0; i < steps.size() && graph.isPresent(); i++) {
      try {
        graph = steps.get(i).after(graph.get());
      } catch (IllegalArgumentException e) {
        String place = trial.point().label().isEmpty() ? "" : " (" + trial.point() + ")";
        faults.add(trial.point().fault("pipeline", i, e.getMessage() + place));
        return;
      }
    }
  }

  /**
   * Ends.
   *
   * @throws ConfigError with all faults
   */
  void finish() {
    if (!faults.isEmpty()) {
      throw new ConfigError(faults);
    }
  }
}
