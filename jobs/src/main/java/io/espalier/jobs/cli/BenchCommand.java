package io.espalier.jobs.cli;

import io.espalier.compression.model.Nd4jProduct;
import io.espalier.jobs.report.OutputFormat;
import io.espalier.kernels.bench.Measurement;
import io.espalier.kernels.bench.ProductBench;
import io.espalier.kernels.bench.ProgramBench;
import io.espalier.kernels.bench.QuantizeBench;
import io.espalier.kernels.bench.SparseBench;
import io.espalier.kernels.bench.StructuredBench;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures how fast this machine rounds, multiplies, trains and runs grids. */
@Command(
    name = "bench",
    description =
        "Measures kernels, whole networks and grids on this machine, one thread, medians,"
            + " each beside something measured in the same run.")
final class BenchCommand implements Callable<Integer> {
  private static final double DISTURBED = 0.3;

  private static final Map<String, List<String>> GROUPS =
      Map.of(
          "kernels", List.of("quantize", "products", "sparse", "structured"),
          "grid", List.of("digits", "retraining", "mnist", "cifar"));

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "WHAT",
      arity = "0..*",
      description =
          "quantize, products, sparse, structured (together: kernels), program, memory, digits,"
              + " retraining, mnist, cifar (together: grid); kernels and program if left out")
  private List<String> what = List.of("kernels", "program");

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "table, csv or json (default: ${DEFAULT-VALUE})",
      defaultValue = "table")
  private String format;

  private static Map<String, Supplier<List<Measurement>>> benchmarks() {
    Map<String, Supplier<List<Measurement>>> all = new LinkedHashMap<>();
    all.put("quantize", QuantizeBench::run);
    all.put("products", () -> ProductBench.run("ND4J gemm", Nd4jProduct::of));
    all.put("sparse", SparseBench::run);
    all.put("structured", StructuredBench::run);
    all.put("program", ProgramBench::run);
    all.put("memory", MemoryBench::run);
    all.put("digits", GridBench::digits);
    all.put("retraining", RetrainingBench::run);
    all.put("mnist", GridBench::mnist);
    all.put("cifar", GridBench::cifar);
    return all;
  }

  @Override
  public Integer call() {
    OutputFormat output = OutputFormat.parse(format);
    Map<String, Supplier<List<Measurement>>> known = benchmarks();
    List<String> names =
        what.stream().flatMap(name -> GROUPS.getOrDefault(name, List.of(name)).stream()).toList();
    for (String name : names) {
      if (!known.containsKey(name)) {
        throw new UserError(
            "no benchmark is named '"
                + name
                + "'; there are kernels, grid, "
                + String.join(", ", known.keySet()));
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    for (String name : names) {
      out.print(render(output, known.get(name).get()));
      out.flush();
    }
    return Espalier.ALL_WELL;
  }

  /** A row a figure, with a note where it was disturbed. */
  static String render(OutputFormat output, List<Measurement> rows) {
    return output.render(
        List.of("name", "value", "unit", "reference", "ratio", "note"),
        rows.stream().map(BenchCommand::cells).toList());
  }

  private static List<Optional<Object>> cells(Measurement row) {
    Optional<Object> note =
        row.spread() > DISTURBED
            ? Optional.of(String.format("disturbed: spread %.0f %%", 100 * row.spread()))
            : Optional.empty();
    return List.of(
        Optional.of(row.name()),
        Optional.of(rounded(row.value())),
        Optional.of(row.unit()),
        Optional.of(row.reference()).filter(text -> !text.isEmpty()).map(Object.class::cast),
        Double.isNaN(row.ratio()) ? Optional.empty() : Optional.of(rounded(row.ratio())),
        note);
  }

  /** Three significant digits are more than a benchmark knows. */
  private static Object rounded(double value) {
    return new java.math.BigDecimal(value).round(new java.math.MathContext(3)).doubleValue();
  }
}
