package io.espalier.jobs.cli;

import io.espalier.jobs.report.ParetoFront;
import io.espalier.jobs.report.SummaryTable;
import io.espalier.jobs.report.Timeline;
import io.espalier.jobs.result.Columns;
import io.espalier.jobs.result.ResultStore;
import io.espalier.jobs.result.Row;
import io.espalier.jobs.spark.RunSummary;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What {@code run} prints when it ends: tables, counts, where it all is, what to try next. */
final class RunReport {
  /** What the tables below show of a trial: a large grid's rows are held with these only. */
  private static final Set<String> SHOWN =
      Set.of(
          "trial_id",
          "label",
          "post_top1",
          "post_val_top1",
          "model_bits_compressed",
          "bit_compression_ratio",
          "started_at",
          "finished_at",
          "total_ms",
          "prefix_id");

  private final PrintWriter out;
  private final ResultStore store;
  private final RunSummary summary;
  private final int slots;

  /**
   * @param slots trials that could run at the same time
   */
  RunReport(PrintWriter out, ResultStore store, RunSummary summary, int slots) {
    this.out = out;
    this.store = store;
    this.summary = summary;
    this.slots = slots;
  }

  void print(String resume) {
    List<Row> trials = tables();
    counts();
    Timeline.since(commandStart(), trials).ifPresent(this::times);
    switch (summary.end()) {
      case COMPLETE -> next();
      case CANCELLED -> out.println("stopped before the end; this goes on: " + resume);
      case TOO_MANY_FAILED ->
          out.println("stopped, for too many failed (--max-failed); this goes on: " + resume);
      case HELD_UP ->
          out.println(
              "stopped, for trials that ignore their timeout can only be ended with this process;"
                  + " this goes on: "
                  + resume);
    }
    out.flush();
  }

  private List<Row> tables() {
    List<Row> grid = store.tables().rows(Columns.GRID, Set.of("trial_id", "label"));
    Set<String> ids = new HashSet<>();
    grid.forEach(row -> ids.add(row.text("trial_id").orElseThrow()));
    List<Row> trials =
        store.tables().rows(Columns.TRIALS, SHOWN).stream()
            .filter(row -> ids.contains(row.text("trial_id").orElseThrow()))
            .toList();
    List<String> labels = grid.stream().map(row -> row.text("label").orElseThrow()).toList();
    List<String> axes = SummaryTable.widestAxes(labels);
    if (axes.size() >= 2) {
      out.println();
      out.println("test top-1 in percent");
      out.print(SummaryTable.render(trials, labels, axes.get(0), axes.get(1), "post_top1", 100));
    }
    out.println();
    out.println("Pareto front: validation top-1 against the model's size");
    out.print(ParetoFront.render(trials));
    return trials;
  }

  private void times(Timeline times) {
    out.printf(
        Locale.ROOT,
        "first trial started %.1f s after the command; first to last %.1f s on %d slots, %.2f of"
            + " them computing%s%n",
        Duration.between(commandStart(), times.first()).toMillis() / 1e3,
        times.seconds(),
        slots,
        times.busy(slots),
        times.shared() ? ", shared training not counted" : "");
  }

  /** The launcher becomes this process, so that its start is the command's. */
  private static Instant commandStart() {
    return ProcessHandle.current()
        .info()
        .startInstant()
        .orElseGet(() -> Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime()));
  }

  private void counts() {
    double seconds = summary.elapsed().toMillis() / 1e3;
    out.println();
    out.printf(
        "%d trials: %d succeeded, %d failed, %d missing%n",
        summary.total(), summary.succeeded(), summary.failed(), summary.missing());
    if (summary.ran() > 0) {
      out.printf(
          "%d ran now in %.1f s, %d baseline%s trained%n",
          summary.ran(),
          seconds,
          summary.baselinesTrained(),
          summary.baselinesTrained() == 1 ? "" : "s");
    }
    for (RunSummary.Reason reason : summary.failures()) {
      out.printf(
          "  failed: %s %s: %s: %s%n",
          reason.trialId(), reason.label(), reason.kind(), reason.message());
    }
  }

  private void next() {
    out.println("results: " + store.location());
    out.println();
    out.println("next:");
    out.printf(
        "  scripts/espalier sql --results %s \"SELECT * FROM pareto_bits\"%n", store.location());
    out.printf(
        "  scripts/espalier sql --results %s"
            + " \"SELECT weight_format, avg(delta_top1_points) FROM trials GROUP BY 1\"%n",
        store.location());
    out.printf("  scripts/espalier show --results %s TRIAL_ID%n", store.location());
  }
}
