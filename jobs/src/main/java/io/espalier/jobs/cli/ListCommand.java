package io.espalier.jobs.cli;

import io.espalier.compression.config.Catalog;
import io.espalier.compression.config.CatalogEntry;
import io.espalier.compression.config.CatalogKey;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what a configuration can name. */
@Command(
    name = "list",
    description = "Prints every format, criterion, step, data set and model with its keys.")
final class ListCommand implements Callable<Integer> {
  private static final Map<String, Class<?>> FAMILIES = Families.byName();

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "KIND",
      arity = "0..*",
      description =
          "formats, criteria, steps, quantizers, datasets, models, training, optimizers,"
              + " schedules; all if left out")
  private List<String> kinds = List.of();

  @Override
  public Integer call() {
    for (String kind : kinds) {
      if (!FAMILIES.containsKey(kind)) {
        throw new UserError(
            "nothing is listed as '"
                + kind
                + "'; there are "
                + String.join(", ", FAMILIES.keySet()));
      }
    }
    FAMILIES.forEach(
        (kind, family) -> {
          if (kinds.isEmpty() || kinds.contains(kind)) {
            print(kind, family);
          }
        });
    return Espalier.ALL_WELL;
  }

  private void print(String kind, Class<?> family) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(kind);
    for (CatalogEntry entry : Catalog.of(family)) {
      out.printf("  %-14s %s%n", entry.name(), entry.meaning());
      for (CatalogKey key : entry.keys()) {
        String fallback = key.fallback().map(text -> " = " + text).orElse(" (required)");
        out.printf("    %-42s %s; %s%n", key.name() + fallback, key.meaning(), key.type());
      }
    }
    out.println();
  }
}
