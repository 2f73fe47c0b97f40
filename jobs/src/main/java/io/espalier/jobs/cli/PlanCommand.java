package io.espalier.jobs.cli;

import io.espalier.compression.trial.Plan;
import io.espalier.compression.trial.PlannedBaseline;
import io.espalier.compression.trial.PlannedTrial;
import io.espalier.jobs.spark.Estimate;
import java.io.PrintWriter;
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
    Plan plan = grid.plan(grid.grid()).chosen();
    PrintWriter out = spec.commandLine().getOut();
    out.println("study " + plan.study());
    out.println();
    out.println("baseline          specification");
    for (PlannedBaseline baseline : plan.baselines()) {
      out.println(baseline.id() + "  " + baseline.spec());
    }
    out.println();
    out.println("trial             baseline          point");
    for (PlannedTrial trial : plan.trials()) {
      out.println(trial.id() + "  " + trial.baselineId() + "  " + trial.label());
    }
    out.println();
    out.printf(
        "%d trials, %d baseline%s%n",
        plan.trials().size(), plan.baselines().size(), plan.baselines().size() == 1 ? "" : "s");
    out.println(Estimate.of(plan, parallelism));
    return Espalier.ALL_WELL;
  }
}
