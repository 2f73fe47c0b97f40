package io.espalier.jobs.spark;

import io.espalier.compression.trial.PlannedBaseline;
import io.espalier.compression.trial.PlannedTrial;
import io.espalier.jobs.result.Columns;
import io.espalier.jobs.result.ResultStore;
import io.espalier.jobs.result.Row;
import io.espalier.jobs.result.SampleRows;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;

/** Sample grids into a folder. */
final class Grids {
  /** The columns that say where and when, and so may differ between runs. */
  private static final Set<String> CIRCUMSTANCES =
      Set.of("started_at", "finished_at", "host", "executor_id", "spark_app_id", "attempts");

  private Grids() {}

  static RunSummary run(
      JavaSparkContext spark,
      Path folder,
      List<PlannedTrial> trials,
      GridWork work,
      GridOptions options) {
    return runner(spark, folder, work, options, Progress.SILENT).run(plan(trials));
  }

  static GridRunner runner(
      JavaSparkContext spark, Path folder, GridWork work, GridOptions options, Progress progress) {
    ResultStore store = ResultStore.create(folder.toString(), "sample", new Configuration(false));
    return new GridRunner(spark, store, work, options, progress);
  }

  static GridPlan plan(List<PlannedTrial> trials) {
    return new GridPlan(
        SampleRows.study("sample"),
        List.of(new PlannedBaseline(SampleRows.BASELINE, "spec of a baseline")),
        List.of(),
        trials);
  }

  static ResultStore store(Path folder) {
    return ResultStore.open(folder.toString(), new Configuration(false));
  }

  /** The rows of {@code trials} as text, without when and where. */
  static List<String> measured(Path folder) {
    return store(folder).tables().rows(Columns.TRIALS).stream().map(Grids::measured).toList();
  }

  private static String measured(Row row) {
    StringBuilder text = new StringBuilder();
    for (String column : Columns.TRIALS.names()) {
      if (!CIRCUMSTANCES.contains(column)) {
        text.append(column).append('=').append(row.value(column)).append(' ');
      }
    }
    return text.toString();
  }
}
