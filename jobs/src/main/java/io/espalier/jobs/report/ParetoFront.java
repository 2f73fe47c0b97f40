package io.espalier.jobs.report;

import io.espalier.jobs.result.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** The trials that no other beats on validation accuracy at the same cost or less. */
public final class ParetoFront {
  private static final double BITS_PER_KIBIBYTE = 8 * 1024;

  private ParetoFront() {}

  /**
   * @param trials rows of {@code trials}; those that failed or have no finite accuracy are left out
   * @param cost the column that counts as cost
   * @return the front, cheapest first; of equals the one with the least id
   */
  public static List<Row> of(List<Row> trials, String cost) {
    List<Row> ranked =
        trials.stream()
            .filter(row -> accuracy(row).isPresent() && row.number(cost).isPresent())
            .sorted(
                Comparator.comparingDouble((Row row) -> row.number(cost).orElseThrow())
                    .thenComparing(row -> -accuracy(row).orElseThrow())
                    .thenComparing(row -> row.text("trial_id").orElseThrow()))
            .toList();
    List<Row> front = new ArrayList<>();
    double best = Double.NEGATIVE_INFINITY;
    for (Row row : ranked) {
      if (accuracy(row).orElseThrow() > best) {
        best = accuracy(row).orElseThrow();
        front.add(row);
      }
    }
    return front;
  }

  private static OptionalDouble accuracy(Row row) {
    OptionalDouble value = row.number("post_val_top1");
    return value.isPresent() && Double.isFinite(value.getAsDouble())
        ? value
        : OptionalDouble.empty();
  }

  /**
   * The front of validation accuracy against bits of the model, test accuracy beside it, as text.
   */
  public static String render(List<Row> trials) {
    List<String> columns = List.of("KiB", "× smaller", "val top-1", "test top-1", "trial", "id");
    return TextTable.render(
        columns, of(trials, "model_bits_compressed").stream().map(ParetoFront::line).toList());
  }

  private static List<String> line(Row row) {
    return List.of(
        number("%.1f", row.number("model_bits_compressed").orElseThrow() / BITS_PER_KIBIBYTE),
        number("%.2f", row.number("bit_compression_ratio").orElse(Double.NaN)),
        number("%.2f", 100 * row.number("post_val_top1").orElseThrow()),
        number("%.2f", 100 * row.number("post_top1").orElse(Double.NaN)),
        row.text("label").orElseThrow(),
        row.text("trial_id").orElseThrow());
  }

  private static String number(String pattern, double value) {
    return String.format(Locale.ROOT, pattern, value);
  }
}
