package io.espalier.jobs.spark;

import io.espalier.compression.trial.Grid;
import io.espalier.compression.trial.Plan;
import io.espalier.jobs.result.ResultStore;
import io.espalier.jobs.result.SampleRows;
import io.espalier.jobs.result.StudyFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A grid whose trials do nothing: planned from a configuration, sent through Spark and committed as
 * real ones are, so that what it takes is what a grid costs beside its trials.
 *
 * @param trials how many
 * @param folder where it happens
 */
record NothingGrid(int trials, Path folder) {
  private static final int SPARSITIES = 10;

  NothingGrid {
    if (trials < SPARSITIES || trials % SPARSITIES != 0) {
      throw new IllegalArgumentException(
          "trials must be a multiple of " + SPARSITIES + ", got " + trials);
    }
  }

  /** Plans it from its file, as a command does. */
  Plan plan() {
    try {
      Path conf = Files.writeString(folder.resolve("grid.conf"), text());
      return Experiments.plan(Grid.expand(conf, List.of()));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  RunSummary run(Plan plan, JavaSparkContext spark) {
    StudyFacts study =
        new StudyFacts(
            plan.study(), "grid.conf", text(), "0", trials, Instant.now(), "", "", 1, "");
    ResultStore store =
        ResultStore.create(results().toString(), plan.study(), new Configuration(false));
    return new GridRunner(spark, store, work(), GridOptions.DEFAULT, Progress.SILENT)
        .run(new GridPlan(study, plan));
  }

  Path results() {
    return folder.resolve("results");
  }

  /** Facts are read off the specification, as for a real trial. */
  private static GridWork work() {
    GridWork sample = SampleWork.good();
    return new GridWork(
        sample.baseline(),
        sample.prefix(),
        (trial, network) -> SampleRows.result(trial),
        trial -> Facts.of(Experiments.spec(trial)));
  }

  private String text() {
    String seeds =
        IntStream.rangeClosed(1, trials / SPARSITIES)
            .mapToObj(String::valueOf)
            .collect(Collectors.joining(", "));
    String sparsities =
        IntStream.range(0, SPARSITIES)
            .mapToObj(i -> String.format(Locale.ROOT, "%.1f", i / 10.0))
            .collect(Collectors.joining(", "));
    return """
    study = nothing
    trial {
      model { type = lenet5 }
      dataset { type = digits, train = 200, validation = 100, test = 100 }
      training { epochs = 1 }
      pipeline = [
        { type = prune, sparsity = ${axis.sparsity} }
        { type = quantize, weight { format { type = bfp, mantissa-width = 7 } } }
      ]
      seed = ${axis.seed}
    }
    axis {
      sparsity = [%s]
      seed = [%s]
    }
    """
        .formatted(sparsities, seeds);
  }
}
