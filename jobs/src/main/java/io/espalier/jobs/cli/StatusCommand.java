package io.espalier.jobs.cli;

import io.espalier.jobs.result.GridStatus;
import io.espalier.jobs.result.ResultStore;
import io.espalier.jobs.spark.SparkSessions;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows how far a grid is, from another terminal. */
@Command(name = "status", description = "Shows how far a running or finished grid is.")
final class StatusCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @ArgGroup(multiplicity = "1")
  private ResultsFolder results;

  @Override
  public Integer call() {
    GridStatus status = ResultStore.open(results.folder(), SparkSessions.hadoop()).status();
    PrintWriter out = spec.commandLine().getOut();
    out.println("study     " + status.study());
    out.println("trials    " + status.total());
    out.println("succeeded " + status.succeeded());
    out.println("failed    " + status.failed());
    out.println("missing   " + status.missing());
    out.println("running   " + status.running());
    status.lastCommit().ifPresent(time -> out.println("last      " + time));
    status.timeLeft().ifPresent(left -> out.println("left      about " + left.toSeconds() + " s"));
    return Espalier.ALL_WELL;
  }
}
