package io.espalier.jobs.cli;

import io.espalier.compression.trial.Grid;
import io.espalier.compression.trial.Plan;
import io.espalier.jobs.result.ResultStore;
import io.espalier.jobs.result.StudyFacts;
import io.espalier.jobs.spark.Experiments;
import io.espalier.jobs.spark.GridOptions;
import io.espalier.jobs.spark.GridPlan;
import io.espalier.jobs.spark.GridRunner;
import io.espalier.jobs.spark.KeptNetworks;
import io.espalier.jobs.spark.RunSummary;
import io.espalier.jobs.spark.Shipment;
import io.espalier.jobs.spark.SparkSessions;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a grid. */
@Command(
    name = "run",
    description =
        "Trains what a grid starts from, runs its trials over Spark, prints what came out.")
final class RunCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private GridArguments grid;

  @Option(
      names = {"--out", "--results"},
      paramLabel = "DIR",
      description = "folder or URL of the results (default: results/<study>)")
  private Optional<String> out = Optional.empty();

  @Option(
      names = "--master",
      paramLabel = "URL",
      description = "where Spark runs (default: ${DEFAULT-VALUE})",
      defaultValue = SparkSessions.DEFAULT_MASTER)
  private String master;

  @Option(names = "--parallelism", paramLabel = "N", description = "trials at a time")
  private Optional<Integer> parallelism = Optional.empty();

  @Option(
      names = "--max-attempts",
      paramLabel = "N",
      description = "starts after which a trial that kills its process fails (default: 2)")
  private int maxAttempts = 2;

  @Option(
      names = "--max-failed",
      paramLabel = "N",
      description = "end the run when so many of its trials failed (default: never)")
  private Optional<Integer> maxFailed = Optional.empty();

  @Option(
      names = "--trial-timeout",
      paramLabel = "TIME",
      converter = TimeText.class,
      description = "time after which a trial fails, such as 90s or 2h (default: none)")
  private Optional<Duration> trialTimeout = Optional.empty();

  @Option(
      names = "--shared-paths",
      description =
          "every machine of the cluster sees the paths of the configuration: ship nothing")
  private boolean sharedPaths;

  @Option(names = "--retry-failed", description = "run the trials that failed, and nothing else")
  private boolean retryFailed;

  @Override
  public Integer call() {
    options(); // refuses what cannot be, before anything is read or made
    Grid expanded = grid.grid();
    String location = out.orElse("results/" + expanded.study());
    // Before anything logs: the file is named once.
    System.setProperty("espalier.log", log(location));
    GridArguments.Planned planned = grid.plan(expanded);
    StudyFacts study = Studies.of(planned.whole(), grid);
    ResultStore store = ResultStore.create(location, study.study(), SparkSessions.hadoop());
    Ended ended = run(planned.chosen(), study, store);
    RunSummary summary = ended.summary();
    if (summary.end() == RunSummary.End.COMPLETE && summary.missing() == 0) {
      KeptNetworks.remove(expanded.keep(), planned.chosen(), store);
    }
    new RunReport(spec.commandLine().getOut(), store, summary, ended.slots())
        .print(command(location));
    return exitCode(summary);
  }

  /** Spark's own log goes beside local results, else to the folder for temporary files. */
  private static String log(String location) {
    return location.contains("://")
        ? System.getProperty("java.io.tmpdir") + "/espalier.log"
        : Path.of(location).resolve("espalier.log").toString();
  }

  private record Ended(RunSummary summary, int slots) {}

  private Ended run(Plan plan, StudyFacts study, ResultStore store) {
    PrintWriter err = spec.commandLine().getErr();
    try (JavaSparkContext spark =
            SparkSessions.context("espalier " + plan.study(), master, parallelism());
        ConsoleProgress progress = ConsoleProgress.on(err)) {
      GridRunner runner =
          new GridRunner(
              spark, store, Experiments.work(shipment(plan, spark)), options(), progress);
      try (Interruption interruption = new Interruption(runner::cancel)) {
        RunSummary summary = runner.run(new GridPlan(study, plan));
        return new Ended(summary, slots(spark));
      }
    }
  }

  private Shipment shipment(Plan plan, JavaSparkContext spark) {
    return spark.isLocal() || sharedPaths ? Shipment.NONE : Shipment.of(plan, spark);
  }

  private int slots(JavaSparkContext spark) {
    return Math.min(spark.defaultParallelism(), parallelism.orElse(Integer.MAX_VALUE));
  }

  private OptionalInt parallelism() {
    return parallelism.map(OptionalInt::of).orElse(OptionalInt.empty());
  }

  private GridOptions options() {
    return new GridOptions(
        retryFailed ? GridOptions.Rerun.FAILED : GridOptions.Rerun.MISSING,
        parallelism(),
        maxAttempts,
        maxFailed.map(OptionalInt::of).orElse(OptionalInt.empty()),
        trialTimeout,
        Duration.ofSeconds(10));
  }

  /** The command that goes on where this one stopped. */
  private String command(String location) {
    StringBuilder command = new StringBuilder("scripts/espalier run " + grid.file());
    grid.overrides().forEach(each -> command.append(" --set '").append(each).append('\''));
    out.ifPresent(where -> command.append(" --out ").append(location));
    if (!master.equals(SparkSessions.DEFAULT_MASTER)) {
      command.append(" --master ").append(master);
    }
    return command.toString();
  }

  private static int exitCode(RunSummary summary) {
    if (summary.end() == RunSummary.End.CANCELLED) {
      return Espalier.INTERRUPTED;
    }
    return summary.failed() == 0 ? Espalier.ALL_WELL : Espalier.SOME_FAILED;
  }
}
