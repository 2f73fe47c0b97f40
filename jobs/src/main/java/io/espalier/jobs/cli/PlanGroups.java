package io.espalier.jobs.cli;

import io.espalier.compression.data.Downloads;
import io.espalier.compression.pipeline.PruneChannels;
import io.espalier.compression.structure.ChannelGroups;
import io.espalier.compression.structure.ChannelGroups.Group;
import io.espalier.compression.trial.Plan;
import io.espalier.compression.trial.PlannedBaseline;
import io.espalier.compression.trial.PlannedTrial;
import io.espalier.jobs.spark.Experiments;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which channels go together, as lines: a block for each network that trials cut channels out of.
 */
final class PlanGroups {
  private PlanGroups() {}

  static List<String> of(Plan plan, Downloads downloads) {
    Set<String> cut = new HashSet<>();
    for (PlannedTrial trial : plan.trials()) {
      // Reading a specification costs; the text of one that cuts has the step's name.
      if (!cut.contains(trial.baselineId())
          && trial.spec().contains("prune-channels")
          && Experiments.spec(trial).pipeline().stream()
              .anyMatch(PruneChannels.class::isInstance)) {
        cut.add(trial.baselineId());
      }
    }
    Set<List<String>> blocks = new HashSet<>();
    List<String> lines = new ArrayList<>();
    for (PlannedBaseline baseline : plan.baselines()) {
      if (cut.contains(baseline.id())) {
        List<String> block =
            block(ChannelGroups.of(Experiments.layers(Experiments.spec(baseline), downloads)));
        if (blocks.add(block)) {
          lines.add("channels of " + baseline.id() + " that go together");
          lines.addAll(block);
          lines.add("");
        }
      }
    }
    return lines;
  }

  private static List<String> block(ChannelGroups groups) {
    List<String> lines = new ArrayList<>();
    for (Group group : groups.groups()) {
      String layers = String.join(" + ", group.layers());
      lines.add(String.format("%9d  %s", group.units().size(), layers));
    }
    for (String layer : groups.graph().weighted()) {
      String reason = groups.whole().get(layer);
      if (reason != null) {
        lines.add(String.format("%9s  %s: %s", "stay", layer, reason));
      }
    }
    return lines;
  }
}
