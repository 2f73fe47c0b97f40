package io.espalier.jobs.cli;

import io.espalier.compression.data.Downloads;
import io.espalier.compression.trial.Grid;
import io.espalier.compression.trial.Plan;
import io.espalier.compression.trial.PlannedTrial;
import io.espalier.jobs.spark.Experiments;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Which grid, and which of its trials: shared by the commands that plan. */
final class GridArguments {
  @Parameters(paramLabel = "CONF", description = "the grid's configuration file")
  private Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "set a key of the configuration before it is resolved; repeatable")
  private List<String> overrides = new ArrayList<>();

  @Option(
      names = "--only",
      paramLabel = "EXPR",
      description = "run only trials such as \"sparsity <= 0.5 and format = bfp\"")
  private Optional<String> only = Optional.empty();

  @Option(names = "--limit", paramLabel = "N", description = "run only the first N of them")
  private Optional<Integer> limit = Optional.empty();

  @Mixin private Offline offline;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  Path file() {
    return file;
  }

  List<String> overrides() {
    return overrides;
  }

  /** The grid, not yet planned. */
  Grid grid() {
    if (!Files.isRegularFile(file)) {
      throw new UserError("no configuration file at " + file.toAbsolutePath());
    }
    return Grid.expand(file, overrides);
  }

  Downloads downloads() {
    return offline.downloads();
  }

  /** The whole grid and what of it is to run. */
  Planned plan(Grid grid) {
    Plan whole =
        offline.reading(
            spec.commandLine().getErr(), downloads -> Experiments.plan(grid, downloads));
    return new Planned(whole, chosen(whole));
  }

  /** A whole grid, and the part of it that was asked for. */
  record Planned(Plan whole, Plan chosen) {}

  private Plan chosen(Plan whole) {
    if (only.isEmpty() && limit.isEmpty()) {
      return whole;
    }
    limit
        .filter(n -> n < 1)
        .ifPresent(
            n -> {
              throw new UserError("--limit must be at least 1, got " + n);
            });
    Predicate<PlannedTrial> filter =
        only.map(text -> (Predicate<PlannedTrial>) Only.parse(text, whole.axes()))
            .orElse(trial -> true);
    List<PlannedTrial> trials =
        whole.trials().stream().filter(filter).limit(limit.orElse(Integer.MAX_VALUE)).toList();
    if (trials.isEmpty()) {
      throw new UserError("--only " + only.orElse("") + " matches none of the trials");
    }
    return whole.only(trials);
  }
}
