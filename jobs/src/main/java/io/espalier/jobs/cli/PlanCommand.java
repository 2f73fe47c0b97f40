package io.espalier.jobs.cli;

import io.espalier.compression.config.Keep;
import io.espalier.compression.trial.Grid;
import io.espalier.compression.trial.Plan;
import io.espalier.compression.trial.PlannedTrial;
import io.espalier.jobs.spark.Estimate;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what a grid would run. */
@Command(
    name = "plan",
    description = "Lists the trials of a grid with their ids and what they need; runs nothing.")
final class PlanCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private GridArguments grid;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description = "trials at a time, for the estimate (default: the cores of this machine)")
  private int parallelism = Runtime.getRuntime().availableProcessors();

  @Override
  public Integer call() {
    Grid expanded = grid.grid();
    Plan plan = grid.plan(expanded).chosen();
    PrintWriter out = spec.commandLine().getOut();
    out.println("study " + plan.study());
    out.println();
    PlanTree.of(plan).forEach(out::println);
    out.println();
    PlanGroups.of(plan, grid.downloads()).forEach(out::println);
    out.println("trial             starts from       point");
    for (PlannedTrial trial : plan.trials()) {
      out.println(trial.id() + "  " + trial.startId() + "  " + trial.label());
    }
    out.println();
    out.println(counts(plan));
    kept(expanded.keep(), plan.prefixes().size()).ifPresent(out::println);
    out.println(Estimate.of(plan, parallelism));
    return Espalier.ALL_WELL;
  }

  /** What happens to the networks after re-trainings, if not all are kept. */
  private static Optional<String> kept(Keep keep, int networks) {
    if (networks == 0 || keep == Keep.ALL) {
      return Optional.empty();
    }
    String removed =
        keep == Keep.NONE
            ? "keep = none: when all trials are done, the networks after re-trainings are removed"
            : "keep = best: when all trials are done, only the networks that the best trial on"
                + " validation went through stay";
    return Optional.of(
        removed + "; a later grid that begins with the same steps trains them again");
  }

  private static String counts(Plan plan) {
    List<String> counts = new ArrayList<>();
    counts.add(plan.trials().size() + " trials");
    counts.add(count(plan.baselines().size(), "baseline"));
    if (!plan.prefixes().isEmpty()) {
      counts.add(count(plan.prefixes().size(), "re-training"));
    }
    return String.join(", ", counts);
  }

  private static String count(int n, String noun) {
    return n + " " + noun + (n == 1 ? "" : "s");
  }
}
