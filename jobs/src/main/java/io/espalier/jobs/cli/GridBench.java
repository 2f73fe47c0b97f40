package io.espalier.jobs.cli;

import io.espalier.compression.trial.Grid;
import io.espalier.compression.trial.Plan;
import io.espalier.jobs.report.Timeline;
import io.espalier.jobs.result.Columns;
import io.espalier.jobs.result.ResultStore;
import io.espalier.jobs.result.StudyFacts;
import io.espalier.jobs.spark.Experiments;
import io.espalier.jobs.spark.GridOptions;
import io.espalier.jobs.spark.GridPlan;
import io.espalier.jobs.spark.GridRunner;
import io.espalier.jobs.spark.Progress;
import io.espalier.jobs.spark.Shipment;
import io.espalier.jobs.spark.SparkSessions;
import io.espalier.kernels.bench.Measurement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Real grids of 54 trials on two slots, from the start of the first trial to the end of the last:
 * LeNet-5 on 10,000 drawn digits under the lecture's formats, its baseline trained before, and,
 * where their networks and images are, those that PyTorch with MASE's quantizers was timed on.
 */
final class GridBench {
  static final int SLOTS = 2;

  /**
   * Half of the test images, so that a trial evaluates as many images as the peer did: the 5,000 of
   * validation besides.
   */
  private static final List<String> HALF_THE_TESTS = List.of("trial.dataset.test-images=5000");

  private GridBench() {}

  /** LeNet-5 on drawn digits. */
  static List<Measurement> digits() {
    return Scratch.with(
        folder ->
            measure(
                "LeNet-5 on drawn digits",
                Files.writeString(folder.resolve("grid.conf"), grid()),
                List.of(),
                OptionalDouble.empty()));
  }

  /** LeNet-5 on MNIST; no rows without the files it reads. */
  static List<Measurement> mnist() {
    return reproduction("ptq-lenet5.conf")
        .map(conf -> measure("LeNet-5 on MNIST", conf, HALF_THE_TESTS, OptionalDouble.of(69.3)))
        .orElse(List.of());
  }

  /** VGG7 at a quarter of its width on CIFAR-10; no rows without the files it reads. */
  static List<Measurement> cifar() {
    return reproduction("ptq-vgg7.conf")
        .map(conf -> measure("VGG7 1/4 on CIFAR-10", conf, HALF_THE_TESTS, OptionalDouble.of(870)))
        .orElse(List.of());
  }

  /** A configuration of this checkout; empty without the files it reads. */
  private static Optional<Path> reproduction(String name) {
    boolean there =
        System.getenv("ESPALIER_DATA") != null && System.getenv("ESPALIER_SHARED") != null;
    return Optional.ofNullable(System.getProperty("espalier.home"))
        .map(home -> Path.of(home, "conf", "reproductions", name))
        .filter(file -> there && Files.isRegularFile(file));
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

  /**
   * @param peerSeconds that two processes of PyTorch with MASE were published with for 10,000
   *     images a trial
   */
  private static List<Measurement> measure(
      String name, Path conf, List<String> overrides, OptionalDouble peerSeconds) {
    return Scratch.with(
        folder -> {
          Plan plan = Experiments.plan(Grid.expand(conf, overrides));
          String out = folder.resolve("results").toString();
          ResultStore store = ResultStore.create(out, plan.study(), SparkSessions.hadoop());
          run(plan, store, Files.readString(conf));
          return measured(
              name + ", " + plan.trials().size() + " trials, 2 slots",
              Timeline.since(Instant.EPOCH, store.tables().rows(Columns.TRIALS, Timeline.COLUMNS))
                  .orElseThrow(),
              peerSeconds);
        });
  }

  /** Runs a grid; wall time of all but the start of Spark, in seconds. */
  static double seconds(Plan plan, ResultStore store, String text) {
    return run(plan, store, text) / 1e9;
  }

  private static long run(Plan plan, ResultStore store, String text) {
    StudyFacts study =
        new StudyFacts(
            plan.study(), "bench", text, "0", plan.trials().size(), Instant.now(), "", "", 1, "");
    try (JavaSparkContext spark =
        SparkSessions.context("espalier bench", "local[" + SLOTS + "]", OptionalInt.of(SLOTS))) {
      long start = System.nanoTime();
      new GridRunner(
              spark, store, Experiments.work(Shipment.NONE), GridOptions.DEFAULT, Progress.SILENT)
          .run(new GridPlan(study, plan));
      return System.nanoTime() - start;
    }
  }

  private static List<Measurement> measured(
      String name, Timeline times, OptionalDouble peerSeconds) {
    double wall = times.seconds();
    double compute = times.computeMillis();
    String peer = peerSeconds.isPresent() ? "PyTorch with MASE, two processes, published" : "";
    return List.of(
        row(name, wall, "s", peer, peerSeconds.orElse(Double.NaN) / wall),
        row("trial compute", compute / 1e3, "s", "slots × wall", times.busy(SLOTS)),
        row(
            "slot time a trial beside its compute",
            (SLOTS * wall * 1e3 - compute) / times.trials(),
            "ms",
            "",
            Double.NaN));
  }

  static Measurement row(String name, double value, String unit, String reference, double ratio) {
    return new Measurement(name, value, unit, reference, ratio, 0);
  }
}
