package io.espalier.jobs.cli;

import io.espalier.compression.trial.Grid;
import io.espalier.compression.trial.Plan;
import io.espalier.jobs.result.Columns;
import io.espalier.jobs.result.ResultStore;
import io.espalier.jobs.result.Row;
import io.espalier.jobs.result.StudyFacts;
import io.espalier.jobs.spark.Experiments;
import io.espalier.jobs.spark.GridOptions;
import io.espalier.jobs.spark.GridPlan;
import io.espalier.jobs.spark.GridRunner;
import io.espalier.jobs.spark.Progress;
import io.espalier.jobs.spark.Shipment;
import io.espalier.jobs.spark.SparkSessions;
import io.espalier.kernels.bench.Measurement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A real grid of 54 trials on two slots, from the start of the first trial to the end of the last:
 * LeNet-5 on 10,000 drawn digits under the lecture's formats, the baseline trained before.
 */
final class GridBench {
  private static final int SLOTS = 2;

  private GridBench() {}

  static List<Measurement> run() {
    try {
      Path folder = Files.createTempDirectory("espalier-bench");
      Path conf = Files.writeString(folder.resolve("grid.conf"), grid());
      Plan plan = Experiments.plan(Grid.expand(conf, List.of()));
      String out = folder.resolve("results").toString();
      ResultStore store = ResultStore.create(out, plan.study(), SparkSessions.hadoop());
      run(plan, store);
      return measured(store.tables().rows(Columns.TRIALS));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String grid() {
    return """
    include classpath("formats.conf")
    study = bench
    trial {
      model { type = lenet5 }
      dataset { type = digits, train = 2000, validation = 1000, test = 9000 }
      training { epochs = 1 }
      pipeline = [
        { type = prune, sparsity = ${axis.sparsity} }
        { type = quantize, weight { format = ${axis.format} }, activation { format = ${axis.format} } }
      ]
    }
    axis {
      sparsity = [0, 0.5, 0.7, 0.8, 0.84, 0.89]
      format = [{ type = float32 }] ${lecture}
    }
    """;
  }

  private static void run(Plan plan, ResultStore store) {
    StudyFacts study =
        new StudyFacts(
            plan.study(), "bench", grid(), "0", plan.trials().size(), Instant.now(), "", "", 1, "");
    try (JavaSparkContext spark =
        SparkSessions.context("espalier bench", "local[" + SLOTS + "]", OptionalInt.of(SLOTS))) {
      new GridRunner(
              spark, store, Experiments.work(Shipment.NONE), GridOptions.DEFAULT, Progress.SILENT)
          .run(new GridPlan(study, plan));
    }
  }

  private static List<Measurement> measured(List<Row> trials) {
    Instant first = Instant.MAX;
    Instant last = Instant.MIN;
    double compute = 0;
    for (Row row : trials) {
      Instant start = row.instant("started_at").orElseThrow();
      Instant end = row.instant("finished_at").orElseThrow();
      first = start.isBefore(first) ? start : first;
      last = end.isAfter(last) ? end : last;
      compute += row.number("total_ms").orElseThrow();
    }
    double wall = Duration.between(first, last).toMillis();
    double idle = (SLOTS * wall - compute) / trials.size();
    List<Measurement> rows = new ArrayList<>();
    rows.add(row("grid of 54 LeNet-5 trials, 2 slots", wall / 1e3, "s", "", Double.NaN));
    rows.add(row("trial compute", compute / 1e3, "s", "slots × wall", compute / (SLOTS * wall)));
    rows.add(row("slot time a trial beside its compute", idle, "ms", "", Double.NaN));
    return rows;
  }

  private static Measurement row(
      String name, double value, String unit, String reference, double ratio) {
    return new Measurement(name, value, unit, reference, ratio, 0);
  }
}
