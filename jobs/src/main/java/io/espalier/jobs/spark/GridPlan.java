package io.espalier.jobs.spark;

import io.espalier.compression.trial.Plan;
import io.espalier.compression.trial.PlannedBaseline;
import io.espalier.compression.trial.PlannedPrefix;
import io.espalier.compression.trial.PlannedTrial;
import io.espalier.jobs.result.StudyFacts;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A grid, ready to run.
 *
 * @param study it belongs to
 * @param baselines that its trials start from
 * @param prefixes that its trials begin with
 * @param trials in the order they are wanted
 */
public record GridPlan(
    StudyFacts study,
    List<PlannedBaseline> baselines,
    List<PlannedPrefix> prefixes,
    List<PlannedTrial> trials) {
  /** A grid as it was planned. */
  public GridPlan(StudyFacts study, Plan plan) {
    this(study, plan.baselines(), plan.prefixes(), plan.trials());
  }

  /** Checks that no trial is there twice and every baseline is. */
  public GridPlan {
    baselines = List.copyOf(baselines);
    prefixes = List.copyOf(prefixes);
    trials = List.copyOf(trials);
    Set<String> known = baselines.stream().map(PlannedBaseline::id).collect(Collectors.toSet());
    Set<String> seen = new HashSet<>();
    for (PlannedTrial trial : trials) {
      if (!known.contains(trial.baselineId())) {
        throw new IllegalArgumentException(
            "trial " + trial.label() + " starts from an unknown baseline " + trial.baselineId());
      }
      if (!seen.add(trial.id().value())) {
        throw new IllegalArgumentException("trial " + trial.label() + " is planned twice");
      }
    }
  }
}
