package io.espalier.jobs.cli;

import io.espalier.jobs.report.OutputFormat;
import io.espalier.jobs.result.Columns;
import io.espalier.jobs.result.ResultStore;
import io.espalier.jobs.result.Row;
import io.espalier.jobs.result.StoredTrial;
import io.espalier.jobs.spark.SparkSessions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints one trial. */
@Command(name = "show", description = "Prints all that is known of one trial and its layers.")
final class ShowCommand implements Callable<Integer> {
  private static final List<String> LAYER_COLUMNS =
      List.of(
          "layer_name",
          "weight_shape",
          "weights_total",
          "sparsity",
          "weight_format",
          "activation_format",
          "weight_sqnr_db",
          "bits_compressed");

  @Spec private CommandSpec spec;

  @Option(
      names = "--results",
      paramLabel = "DIR",
      description = "folder or URL of the results (default: every folder below results/)")
  private Optional<String> folder = Optional.empty();

  @Parameters(paramLabel = "TRIAL_ID", description = "a trial's id, or how it begins")
  private String id;

  @Override
  public Integer call() throws IOException {
    for (String location : locations()) {
      ResultStore store = ResultStore.open(location, SparkSessions.hadoop());
      List<String> ids = matching(store);
      if (ids.size() > 1) {
        throw new UserError(id + " begins several trials: " + String.join(", ", ids));
      }
      if (ids.size() == 1) {
        print(store, ids.get(0));
        return Espalier.ALL_WELL;
      }
    }
    throw new UserError(
        "no trial " + id + " in " + folder.orElse("any folder below results/ (see --results)"));
  }

  private List<String> locations() throws IOException {
    if (folder.isPresent()) {
      return List.of(folder.get());
    }
    Path results = Path.of("results");
    if (!Files.isDirectory(results)) {
      throw new UserError("no folder results/ here: say which with --results");
    }
    try (Stream<Path> studies = Files.list(results)) {
      return studies
          .filter(study -> Files.exists(study.resolve("study.json")))
          .map(Path::toString)
          .sorted()
          .toList();
    }
  }

  private List<String> matching(ResultStore store) {
    return store.tables().rows(Columns.GRID).stream()
        .map(row -> row.text("trial_id").orElseThrow())
        .filter(each -> each.startsWith(id))
        .toList();
  }

  private void print(ResultStore store, String trialId) {
    PrintWriter out = spec.commandLine().getOut();
    StoredTrial trial =
        store
            .trial(trialId)
            .orElseThrow(() -> new UserError("trial " + trialId + " has not ended yet"));
    out.println("results: " + store.location());
    for (String column : Columns.TRIALS.names()) {
      trial.row().value(column).ifPresent(value -> out.printf("%-28s %s%n", column, value));
    }
    if (!trial.layers().isEmpty()) {
      out.println();
      out.print(
          OutputFormat.TABLE.render(
              LAYER_COLUMNS, trial.layers().stream().map(ShowCommand::cells).toList()));
    }
    out.flush();
  }

  private static List<Optional<Object>> cells(Row layer) {
    return LAYER_COLUMNS.stream().map(layer::value).toList();
  }
}
