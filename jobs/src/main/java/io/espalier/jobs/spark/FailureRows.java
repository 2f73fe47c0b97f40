package io.espalier.jobs.spark;

import io.espalier.compression.trial.PlannedTrial;
import io.espalier.compression.trial.TrialResult;
import io.espalier.jobs.result.FailedFile;
import io.espalier.jobs.result.Machine;
import io.espalier.jobs.result.RunInfo;
import io.espalier.jobs.result.StoredBaseline;
import io.espalier.jobs.result.StoredTrial;
import io.espalier.jobs.result.TrialFiles;
import io.espalier.jobs.result.TrialRow;
import java.time.Instant;
import java.util.Optional;

/**
 * Rows of trials that cannot tell of their failure themselves, written by the driver.
 *
 * @param files where they go
 * @param setup of the run
 */
record FailureRows(TrialFiles files, TaskSetup setup) {
  void store(
      PlannedTrial trial, TrialResult result, int attempt, Optional<StoredBaseline> baseline) {
    Machine machine = Machine.here("driver", setup.appId());
    Instant now = Instant.now();
    TrialRow row =
        new TrialRow(
            setup.study(),
            trial,
            setup.work().facts().of(trial),
            baseline.map(StoredBaseline::use),
            result,
            new RunInfo(machine, attempt, now, now));
    files.fail(new FailedFile(trial.id().value(), attempt), StoredTrial.of(row));
  }
}
