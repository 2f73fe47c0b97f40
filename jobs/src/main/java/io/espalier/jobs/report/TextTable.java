package io.espalier.jobs.report;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Rows of text in aligned columns: numbers to the right, texts to the left. */
final class TextTable {
  private static final Pattern NUMBER = Pattern.compile("[-+]?[0-9.]+([eE][-+]?[0-9]+)?[%×]?|");
  private static final String GAP = "  ";

  private TextTable() {}

  static String render(List<String> columns, List<List<String>> rows) {
    int[] widths = new int[columns.size()];
    boolean[] numeric = new boolean[columns.size()];
    for (int i = 0; i < widths.length; i++) {
      int column = i;
      widths[i] =
          Math.max(
              length(columns.get(i)),
              rows.stream().mapToInt(row -> length(row.get(column))).max().orElse(0));
      numeric[i] = rows.stream().allMatch(row -> NUMBER.matcher(row.get(column)).matches());
    }
    StringBuilder text = new StringBuilder();
    line(text, columns, widths, numeric);
    line(text, IntStream.of(widths).mapToObj("-"::repeat).toList(), widths, numeric);
    rows.forEach(row -> line(text, row, widths, numeric));
    return text.toString();
  }

  private static void line(
      StringBuilder text, List<String> cells, int[] widths, boolean[] numeric) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell = cells.get(i).replace('\n', ' ');
      String padding = " ".repeat(widths[i] - length(cell));
      line.append(i == 0 ? "" : GAP).append(numeric[i] ? padding + cell : cell + padding);
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
