package io.espalier.jobs.report;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** How rows are printed. */
public enum OutputFormat {
  /** Aligned columns for people. */
  TABLE {
    @Override
    public String render(List<String> columns, List<List<Optional<Object>>> rows) {
      return TextTable.render(columns, texts(rows, OutputFormat::rounded));
    }
  },
  /** RFC 4180, an empty field for null. */
  CSV {
    @Override
    public String render(List<String> columns, List<List<Optional<Object>>> rows) {
      StringBuilder text = new StringBuilder(csvLine(columns));
      texts(rows, String::valueOf).forEach(row -> text.append(csvLine(row)));
      return text.toString();
    }
  },
  /** One object a line. */
  JSON {
    @Override
    public String render(List<String> columns, List<List<Optional<Object>>> rows) {
      StringBuilder text = new StringBuilder();
      rows.forEach(row -> text.append(Json.object(columns, row)).append('\n'));
      return text.toString();
    }
  };

  /** The rows as text that ends in a new line; values are empty where they are null. */
  public abstract String render(List<String> columns, List<List<Optional<Object>>> rows);

  /** The format of a name in lower case. */
  public static OutputFormat parse(String name) {
    for (OutputFormat format : values()) {
      if (format.toString().equals(name)) {
        return format;
      }
    }
    throw new IllegalArgumentException("format must be table, csv or json, got '" + name + "'");
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static List<List<String>> texts(
      List<List<Optional<Object>>> rows, java.util.function.Function<Object, String> text) {
    return rows.stream()
        .map(row -> row.stream().map(value -> value.map(text).orElse("")).toList())
        .toList();
  }

  private static String rounded(Object value) {
    if (!(value instanceof Double || value instanceof Float)) {
      return value.toString();
    }
    double number = ((Number) value).doubleValue();
    if (number == Math.rint(number) && Math.abs(number) < 1e15) {
      return String.format(Locale.ROOT, "%.1f", number);
    }
    return Math.abs(number) >= 1e-3 && Math.abs(number) < 1e7
        ? String.format(Locale.ROOT, "%.5f", number).replaceAll("0+$", "")
        : String.format(Locale.ROOT, "%.4e", number);
  }

  private static String csvLine(List<String> fields) {
    return fields.stream().map(OutputFormat::csvField).collect(Collectors.joining(",", "", "\n"));
  }

  private static String csvField(String field) {
    boolean plain = field.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? field : '"' + field.replace("\"", "\"\"") + '"';
  }
}
