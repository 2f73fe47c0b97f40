package io.espalier.jobs.cli;

import io.espalier.compression.config.Canonical;
import io.espalier.compression.pipeline.CompressionStep;
import io.espalier.compression.trial.Plan;
import io.espalier.compression.trial.PlannedBaseline;
import io.espalier.compression.trial.PlannedPrefix;
import io.espalier.compression.trial.PlannedTrial;
import io.espalier.compression.trial.TrialSpec;
import io.espalier.jobs.spark.Experiments;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a plan trains, as lines: each baseline, below it the steps that trials share, with the
 * number of trials that start there. Mutable: collects lines.
 */
final class PlanTree {
  private final Map<String, List<PlannedPrefix>> below;
  private final Map<String, Long> trials;
  private final Map<String, Integer> steps = new HashMap<>();
  private final List<String> lines = new ArrayList<>();

  private PlanTree(Plan plan) {
    below = plan.prefixes().stream().collect(Collectors.groupingBy(PlannedPrefix::parentId));
    trials =
        plan.trials().stream()
            .collect(Collectors.groupingBy(PlannedTrial::startId, Collectors.counting()));
  }

  static List<String> of(Plan plan) {
    PlanTree tree = new PlanTree(plan);
    tree.lines.add("trained once                         specification");
    for (PlannedBaseline baseline : plan.baselines()) {
      tree.add("", baseline.id(), baseline.spec());
    }
    return tree.lines;
  }

  private void add(String indent, String id, String text) {
    long here = trials.getOrDefault(id, 0L);
    String count = here == 0 ? "" : here == 1 ? "1 trial" : here + " trials";
    lines.add(String.format("%-23s %-12s %s", indent + id, count, text));
    for (PlannedPrefix prefix : below.getOrDefault(id, List.of())) {
      add(indent + "  ", prefix.id(), text(prefix));
    }
  }

  /** The steps that its parent has not taken. */
  private String text(PlannedPrefix prefix) {
    TrialSpec spec = Experiments.spec(prefix);
    List<CompressionStep> all = spec.pipeline();
    steps.put(prefix.id(), all.size());
    return all.stream()
        .skip(steps.getOrDefault(prefix.parentId(), 0))
        .map(Canonical::text)
        .collect(Collectors.joining(" ", "seed=" + spec.seed() + " ", ""));
  }
}
