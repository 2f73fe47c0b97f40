package io.espalier.jobs.report;

import io.espalier.jobs.result.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** A number of the trials over two axes of the grid: one down, one across, the mean of the rest. */
public final class SummaryTable {
  private SummaryTable() {}

  /**
   * @param trials rows of {@code trials}; those without the value leave their cell out
   * @param order labels in the order of the grid, for the order of rows and columns
   * @param down the axis whose values are rows
   * @param across the axis whose values are columns
   * @param column the number shown
   * @param scale it is multiplied by, such as 100 for percent
   * @return text that ends in a new line; empty if no trial has both axes
   */
  public static String render(
      List<Row> trials,
      List<String> order,
      String down,
      String across,
      String column,
      double scale) {
    Map<String, Map<String, Mean>> cells = cells(trials, down, across, column);
    Set<String> rows = values(order, down);
    Set<String> columns = values(order, across);
    if (rows.isEmpty() || columns.isEmpty()) {
      return "";
    }
    List<List<String>> lines = new ArrayList<>();
    for (String row : rows) {
      List<String> line = new ArrayList<>(List.of(row));
      for (String at : columns) {
        Optional<Mean> mean = Optional.ofNullable(cells.getOrDefault(row, Map.of()).get(at));
        line.add(mean.map(m -> String.format(Locale.ROOT, "%.2f", scale * m.value())).orElse("–"));
      }
      lines.add(line);
    }
    List<String> head = new ArrayList<>(List.of(down + " \\ " + across));
    head.addAll(columns);
    return TextTable.render(head, lines);
  }

  /**
   * The two axes that make the table of a grid: the one with most values down, the next across,
   * seeds last.
   *
   * @param order labels of the grid
   * @return two names; fewer if the grid has fewer axes
   */
  public static List<String> widestAxes(List<String> order) {
    Map<String, Set<String>> values = new LinkedHashMap<>();
    for (String label : order) {
      Axes.of(label)
          .forEach((axis, v) -> values.computeIfAbsent(axis, a -> new LinkedHashSet<>()).add(v));
    }
    return values.entrySet().stream()
        .sorted((a, b) -> weight(b) - weight(a))
        .limit(2)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static int weight(Map.Entry<String, Set<String>> axis) {
    return axis.getKey().equals("seed") ? 0 : axis.getValue().size();
  }

  private static Set<String> values(List<String> order, String axis) {
    Set<String> values = new LinkedHashSet<>();
    order.forEach(label -> Optional.ofNullable(Axes.of(label).get(axis)).ifPresent(values::add));
    return values;
  }

  private static Map<String, Map<String, Mean>> cells(
      List<Row> trials, String down, String across, String column) {
    Map<String, Map<String, Mean>> cells = new LinkedHashMap<>();
    for (Row trial : trials) {
      Map<String, String> axes = Axes.of(trial.text("label").orElseThrow());
      OptionalDouble value = trial.number(column);
      if (axes.containsKey(down) && axes.containsKey(across) && value.isPresent()) {
        cells
            .computeIfAbsent(axes.get(down), row -> new LinkedHashMap<>())
            .merge(axes.get(across), new Mean(value.getAsDouble(), 1), Mean::with);
      }
    }
    return cells;
  }

  /** A mean being taken. */
  private record Mean(double sum, int count) {
    Mean with(Mean other) {
      return new Mean(sum + other.sum, count + other.count);
    }

    double value() {
      return sum / count;
    }
  }
}
