package io.espalier.jobs.cli;

import io.espalier.kernels.format.GoldenCase;
import io.espalier.kernels.format.GoldenVectors;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Holds the number formats against files of golden vectors. */
@Command(
    name = "conform",
    description = "Checks the number formats against files of golden vectors, bit for bit.")
final class ConformCommand implements Callable<Integer> {
  private static final int SHOWN = 10;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "files of golden vectors")
  private List<Path> files;

  @Option(
      names = "--by-value",
      description = "let zeros of either sign be equal, as in files made by tools that lose it")
  private boolean byValue;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    GoldenCase.Comparison comparison =
        byValue ? GoldenCase.Comparison.VALUES : GoldenCase.Comparison.BITS;
    List<GoldenCase.Difference> shown = new ArrayList<>();
    int passed = 0;
    int failed = 0;
    for (Path file : files) {
      for (GoldenCase each : GoldenVectors.read(file)) {
        List<GoldenCase.Difference> differences = each.check(comparison);
        passed += differences.isEmpty() ? 1 : 0;
        failed += differences.isEmpty() ? 0 : 1;
        differences.stream().limit(SHOWN - shown.size()).forEach(shown::add);
      }
    }
    shown.forEach(out::println);
    out.println(passed + " passed, " + failed + " failed");
    return failed == 0 ? Espalier.ALL_WELL : Espalier.SOME_FAILED;
  }
}
