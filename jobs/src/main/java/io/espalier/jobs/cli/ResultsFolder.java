package io.espalier.jobs.cli;

import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Where the results are, as an argument or, as other commands have it, behind {@code --results}:
 * one of the two. Mutable: picocli fills it in.
 */
final class ResultsFolder {
  @Parameters(paramLabel = "DIR", arity = "0..1", description = "folder or URL of the results")
  private Optional<String> argument = Optional.empty();

  @Option(names = "--results", paramLabel = "DIR", description = "the same")
  private Optional<String> option = Optional.empty();

  String folder() {
    return argument.or(() -> option).orElseThrow();
  }
}
