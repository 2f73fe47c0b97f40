package io.espalier.jobs.spark;

import io.espalier.compression.trial.PlannedBaseline;
import io.espalier.compression.trial.PlannedPrefix;
import io.espalier.compression.trial.PlannedTrial;
import io.espalier.compression.trial.TrialId;
import java.io.Serializable;
import java.util.Optional;

/** Planned things as the texts that travel to executors. */
final class PlanText {
  private PlanText() {}

  /**
   * A planned trial on its way.
   *
   * @param prefixId empty if it has none
   * @param attemptsBefore starts of it that are known
   * @param alone whether nothing else runs meanwhile
   */
  record TrialText(
      String id,
      String baselineId,
      String prefixId,
      String spec,
      String point,
      String label,
      int attemptsBefore,
      boolean alone)
      implements Serializable {
    PlannedTrial trial() {
      return new PlannedTrial(
          new TrialId(id),
          baselineId,
          prefixId.isEmpty() ? Optional.empty() : Optional.of(prefixId),
          spec,
          point,
          label);
    }
  }

  /** A planned prefix on its way. */
  record PrefixText(String id, String parentId, String spec) implements Serializable {
    PlannedPrefix prefix() {
      return new PlannedPrefix(id, parentId, spec);
    }
  }

  static PrefixText of(PlannedPrefix prefix) {
    return new PrefixText(prefix.id(), prefix.parentId(), prefix.spec());
  }

  /** A planned baseline on its way. */
  record BaselineText(String id, String spec) implements Serializable {
    PlannedBaseline baseline() {
      return new PlannedBaseline(id, spec);
    }
  }

  static TrialText of(PlannedTrial trial, int attemptsBefore, boolean alone) {
    return new TrialText(
        trial.id().value(),
        trial.baselineId(),
        trial.prefixId().orElse(""),
        trial.spec(),
        trial.point(),
        trial.label(),
        attemptsBefore,
        alone);
  }

  static BaselineText of(PlannedBaseline baseline) {
    return new BaselineText(baseline.id(), baseline.spec());
  }
}
