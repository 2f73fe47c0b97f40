package io.espalier.jobs.cli;

import io.espalier.compression.trial.Grid;
import io.espalier.compression.trial.Plan;
import io.espalier.compression.trial.PlannedPrefix;
import io.espalier.compression.trial.PlannedTrial;
import io.espalier.compression.trial.TrialResult;
import io.espalier.compression.trial.TrialState;
import io.espalier.jobs.result.Columns;
import io.espalier.jobs.result.ResultStore;
import io.espalier.jobs.result.StoredBaseline;
import io.espalier.jobs.spark.Experiments;
import io.espalier.jobs.spark.GridWork;
import io.espalier.jobs.spark.PrefixOutcome;
import io.espalier.jobs.spark.Shipment;
import io.espalier.jobs.spark.SparkSessions;
import io.espalier.kernels.bench.Measurement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A grid of 6 sparsities × 9 formats × 3 seeds whose trials share 18 re-trainings, on two slots,
 * against the same re-trainings and trials one after the other on one thread. The grid's time is
 * that of the whole run, its own book-keeping in, less the training of the baseline.
 */
final class RetrainingBench {
  private RetrainingBench() {}

  private static final String GRID =
      """
      study = bench-retraining
      trial {
        model { type = lenet5 }
        dataset { type = digits, train = 4000, validation = 1000, test = 5000 }
        training { epochs = 1 }
        pipeline = [
          { type = prune, sparsity = ${axis.sparsity} }
          { type = fine-tune, epochs = 1, learning-rate = 0.01 }
          { type = quantize, weight { format = ${axis.format} }, activation { format = ${axis.format} } }
        ]
        seed = ${axis.seed}
      }
      axis {
        sparsity = [0, 0.5, 0.7, 0.8, 0.84, 0.89]
        seed = [1, 2, 3]
        format = [
          { type = float32 }
          { type = fixed-point, width = 8 }
          { type = fixed-point, width = 6 }
          { type = fixed-point, width = 4 }
          { type = bfp, mantissa-width = 7 }
          { type = bfp, mantissa-width = 5 }
          { type = bfp, mantissa-width = 3 }
          { type = affine, width = 8 }
          { type = affine, width = 4 }
        ]
      }
      """;

  static List<Measurement> run() {
    return Scratch.with(RetrainingBench::run);
  }

  private static List<Measurement> run(Path folder) throws IOException {
    Path conf = Files.writeString(folder.resolve("retraining.conf"), GRID);
    Plan plan = Experiments.plan(Grid.expand(conf, List.of()));
    String out = folder.resolve("results").toString();
    ResultStore store = ResultStore.create(out, plan.study(), SparkSessions.hadoop());
    double wall = GridBench.seconds(plan, store, GRID);
    double baseline =
        store.tables().rows(Columns.BASELINES).get(0).number("train_ms").orElseThrow() / 1e3;
    double single = oneByOne(plan, store);
    double grid = wall - baseline;
    String name = plan.prefixes().size() + " re-trainings and " + plan.trials().size() + " trials";
    return List.of(
        GridBench.row(name + ", one by one", single, "s", "", Double.NaN),
        GridBench.row(
            name + ", a grid on 2 slots",
            grid,
            "s",
            "one by one / 2",
            single / GridBench.SLOTS / grid));
  }

  private static double oneByOne(Plan plan, ResultStore store) {
    GridWork work = Experiments.work(Shipment.NONE);
    String id = plan.baselines().get(0).id();
    StoredBaseline baseline = store.baselines().find(id).orElseThrow();
    Map<String, byte[]> networks = new HashMap<>(Map.of(id, baseline.network()));
    long start = System.nanoTime();
    try {
      for (PlannedPrefix prefix : plan.prefixes()) {
        PrefixOutcome outcome = work.prefix().train(prefix, networks.get(prefix.parentId()));
        networks.put(prefix.id(), ((PrefixOutcome.Done) outcome).network());
      }
      for (PlannedTrial trial : plan.trials()) {
        check(work.trial().run(trial, networks.get(trial.startId())));
      }
    } catch (Exception e) {
      throw new IllegalStateException("a trial of the benchmark failed: " + e.getMessage(), e);
    }
    return (System.nanoTime() - start) / 1e9;
  }

  private static void check(TrialResult result) {
    if (result.state() != TrialState.SUCCEEDED) {
      throw new IllegalStateException(result.failure().toString());
    }
  }
}
