package io.espalier.jobs.cli;

import io.espalier.compression.config.Canonical;
import io.espalier.compression.config.ConfigReader;
import io.espalier.kernels.format.Codes;
import io.espalier.kernels.format.NumberFormat;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows a number format at work: on a few values, on an array, or all it can store. */
@Command(
    name = FormatCommand.NAME,
    description =
        "Prints values as a number format stores them: quantized value, bits, error. The values are"
            + " one run, cut into blocks from the first on; what is auto is taken from them.")
final class FormatCommand implements Callable<Integer> {
  static final String NAME = "format";

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "FORMAT",
      description = "such as '{ type = bfp, mantissa-width = 3 }'; 'list formats' has all")
  private String format;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "VALUE",
      description = "numbers, also below zero, NaN, Infinity")
  private List<String> values = List.of();

  @Option(
      names = "--in",
      paramLabel = "FILE",
      description = "quantize this NumPy array instead (.npy, float32 or float64)")
  private Optional<Path> in = Optional.empty();

  @Option(names = "--out", paramLabel = "FILE", description = "where the result goes (.npy)")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--axis",
      paramLabel = "K",
      description =
          "the axis that blocks run along, from 0, or from the end below 0 (default: the last)")
  private Integer axis;

  @Option(names = "--table", description = "print all magnitudes of a small format instead")
  private boolean table;

  @Override
  public Integer call() throws IOException {
    NumberFormat parsed = ConfigReader.parse(format, NumberFormat.class);
    checkChoice();
    if (table) {
      printTable(Codes.magnitudes(parsed));
    } else if (in.isPresent()) {
      OptionalInt along = axis == null ? OptionalInt.empty() : OptionalInt.of(axis);
      spec.commandLine()
          .getOut()
          .println(ArrayRounding.round(parsed, in.get(), out.orElseThrow(), along));
    } else {
      print(Codes.of(parsed, numbers()), parsed);
    }
    return Espalier.ALL_WELL;
  }

  private void checkChoice() {
    if ((values.isEmpty() ? 0 : 1) + (in.isPresent() ? 1 : 0) + (table ? 1 : 0) != 1) {
      throw usage("give either values, or --in and --out, or --table");
    } else if (in.isPresent() != out.isPresent()) {
      throw usage("--in and --out go together");
    } else if (axis != null && in.isEmpty()) {
      throw usage("--axis needs --in");
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private float[] numbers() {
    float[] numbers = new float[values.size()];
    for (int i = 0; i < numbers.length; i++) {
      try {
        numbers[i] = Float.parseFloat(values.get(i));
      } catch (NumberFormatException e) {
        throw usage("'" + values.get(i) + "' is neither a number nor an option");
      }
    }
    return numbers;
  }

  private void printTable(float[] magnitudes) {
    for (float each : magnitudes) {
      spec.commandLine().getOut().println(number(each));
    }
  }

  private void print(Codes codes, NumberFormat asked) {
    PrintWriter to = spec.commandLine().getOut();
    if (!codes.format().equals(asked)) {
      to.println("fitted to these values: " + Canonical.text(codes.format()));
    }
    int widest = 0;
    for (Codes.Block block : codes.blocks()) {
      for (Codes.Code code : block.codes()) {
        widest = Math.max(widest, code.bits().orElse("").length());
      }
    }
    String row = "%14s  %14s  %-" + Math.max(widest, "none".length()) + "s  %14s%n";
    to.printf(row, "value", "quantized", "bits", "error");
    for (Codes.Block block : codes.blocks()) {
      block.shared().ifPresent(bits -> to.println("shared " + bits));
      for (Codes.Code code : block.codes()) {
        to.printf(
            row,
            number(code.value()),
            number(code.quantized()),
            code.bits().orElse("none"),
            number((float) code.error()));
      }
    }
  }

  /** The fewest digits that read back, whole numbers without a point. */
  private static String number(float v) {
    String text = Float.toString(v);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }
}
