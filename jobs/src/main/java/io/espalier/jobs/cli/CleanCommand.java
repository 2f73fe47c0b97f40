package io.espalier.jobs.cli;

import io.espalier.jobs.result.PrefixFiles;
import io.espalier.jobs.result.ResultStore;
import io.espalier.jobs.spark.SparkSessions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Frees the space of networks that trials shared. */
@Command(
    name = "clean",
    description = {
      "Removes the networks kept after re-trainings, and damaged ones that were set aside.",
      "Results stay. A later grid that begins with the same steps trains them again."
    })
final class CleanCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @ArgGroup(multiplicity = "1")
  private ResultsFolder results;

  @Option(names = "--yes", description = "do not ask")
  private boolean yes;

  @Override
  public Integer call() throws IOException {
    PrefixFiles prefixes = ResultStore.open(results.folder(), SparkSessions.hadoop()).prefixes();
    Map<String, Long> sizes = prefixes.sizes();
    PrintWriter out = spec.commandLine().getOut();
    if (sizes.isEmpty()) {
      out.println("no kept networks in " + results.folder());
      return Espalier.ALL_WELL;
    }
    String what = what(sizes);
    if (!yes && !agrees(out, what)) {
      out.println("nothing was removed; --yes removes without asking");
      return Espalier.ALL_WELL;
    }
    sizes.keySet().forEach(prefixes::removeFile);
    out.println("removed " + what);
    return Espalier.ALL_WELL;
  }

  private static String what(Map<String, Long> sizes) {
    double bytes = sizes.values().stream().mapToLong(Long::longValue).sum();
    return String.format(
        Locale.ROOT,
        "%d kept network%s, %.1f MB",
        sizes.size(),
        sizes.size() == 1 ? "" : "s",
        bytes / 1e6);
  }

  private static boolean agrees(PrintWriter out, String what) throws IOException {
    out.print("remove " + what + "? [y/N] ");
    out.flush();
    String answer =
        new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
    return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
  }
}
