package io.espalier.jobs.cli;

import io.espalier.jobs.result.ResultStore;
import io.espalier.jobs.spark.RunSummary;
import java.io.PrintWriter;

/** What {@code run} prints when it ends. */
final class RunReport {
  private final PrintWriter out;
  private final ResultStore store;
  private final RunSummary summary;

  RunReport(PrintWriter out, ResultStore store, RunSummary summary) {
    this.out = out;
    this.store = store;
    this.summary = summary;
  }

  void print(String command) {
    out.printf(
        "%n%d trials: %d succeeded, %d failed, %d missing; %d ran now, %d baselines trained, %d s%n",
        summary.total(),
        summary.succeeded(),
        summary.failed(),
        summary.missing(),
        summary.ran(),
        summary.baselinesTrained(),
        summary.elapsed().toSeconds());
    summary
        .failures()
        .forEach(
            reason ->
                out.printf(
                    "  failed: %s %s: %s: %s%n",
                    reason.trialId(), reason.label(), reason.kind(), reason.message()));
    out.println("results: " + store.location());
    if (summary.end() == RunSummary.End.CANCELLED) {
      out.println("stopped before the end; this goes on: " + command);
    }
  }
}
