package io.espalier.jobs.cli;

import io.espalier.kernels.format.GoldenCase;
import io.espalier.kernels.format.GoldenVectors;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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
      description =
          "let zeros of either sign be equal; a file whose first comments say 'compare by value' is"
              + " compared so anyway")
  private boolean byValue;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    List<GoldenCase.Difference> shown = new ArrayList<>();
    int passed = 0;
    int failed = 0;
    for (Path file : files) {
      GoldenCase.Comparison comparison = comparison(file);
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

  /** A file may say of itself, in a comment, that it is to be compared by value. */
  private GoldenCase.Comparison comparison(Path file) throws IOException {
    try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
      boolean saysSo =
          lines
              .takeWhile(line -> line.startsWith("#"))
              .anyMatch(line -> line.contains("compare by value"));
      return byValue || saysSo ? GoldenCase.Comparison.VALUES : GoldenCase.Comparison.BITS;
    }
  }
}
