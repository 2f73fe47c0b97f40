package io.espalier.jobs.spark;

import io.espalier.compression.trial.PlannedBaseline;
import io.espalier.compression.trial.PlannedTrial;
import io.espalier.compression.trial.TrialId;
import java.io.Serializable;

/** Planned things as the texts that travel to executors. */
final class PlanText {
  private PlanText() {}

  /**
   * A planned trial on its way.
   *
   * @param attemptsBefore starts of it that are known
   * @param alone whether nothing else runs meanwhile
   */
  record TrialText(
      String id,
      String baselineId,
      String spec,
      String point,
      String label,
      int attemptsBefore,
      boolean alone)
      implements Serializable {
    PlannedTrial trial() {
      return new PlannedTrial(new TrialId(id), baselineId, spec, point, label);
    }
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
