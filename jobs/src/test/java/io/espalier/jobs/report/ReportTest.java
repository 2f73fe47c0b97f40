package io.espalier.jobs.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.compression.trial.PlannedTrial;
import io.espalier.jobs.result.Columns;
import io.espalier.jobs.result.Machine;
import io.espalier.jobs.result.Row;
import io.espalier.jobs.result.RunInfo;
import io.espalier.jobs.result.SampleRows;
import io.espalier.jobs.result.TrialRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static final List<Double> SPARSITIES = List.of(0.0, 0.5);
  private static final List<String> FORMATS = List.of("float32", "bfp 8", "dmf 4");

  @Test
  void axesComeFromLabelsWithSpacesInValues() {
    assertEquals(
        Map.of("sparsity", "0.5", "format", "bfp 8", "seed", "3"),
        Axes.of("sparsity=0.5 format=bfp 8 seed=3"));
    assertEquals(Map.of(), Axes.of("no axes here"));
  }

  @Test
  void widestAxesComeFirstAndSeedsLast() {
    List<String> labels = trials().stream().map(PlannedTrial::label).toList();
    assertEquals(List.of("format", "sparsity"), SummaryTable.widestAxes(labels));
  }

  @Test
  void cellsAreMeansOverSeedsInGridOrder() {
    List<PlannedTrial> trials = trials();
    List<String> labels = trials.stream().map(PlannedTrial::label).toList();
    String text = SummaryTable.render(rows(trials), labels, "format", "sparsity", "post_top1", 100);
    List<String> lines = text.lines().toList();
    assertEquals(2 + FORMATS.size(), lines.size());
    assertTrue(lines.get(0).startsWith("format \\ sparsity"), text);
    assertTrue(lines.get(2).startsWith("float32"), text);
    double mean =
        rows(trials).subList(0, 3).stream()
            .mapToDouble(row -> 100 * row.number("post_top1").orElseThrow())
            .average()
            .orElseThrow();
    assertTrue(lines.get(2).contains(String.format(java.util.Locale.ROOT, "%.2f", mean)), text);
  }

  @Test
  void missingCellsAreDashes() {
    List<PlannedTrial> trials = trials();
    List<String> labels = trials.stream().map(PlannedTrial::label).toList();
    String text =
        SummaryTable.render(
            rows(trials.subList(0, 3)), labels, "format", "sparsity", "post_top1", 100);
    assertEquals(5, text.chars().filter(c -> c == '–').count(), text);
  }

  @Test
  void frontRisesAndNothingDominatesIt() {
    List<Row> rows = rows(trials());
    List<Row> front = ParetoFront.of(rows, "model_bits_compressed");
    for (Row kept : front) {
      for (Row other : rows) {
        boolean cheaper =
            number(other, "model_bits_compressed") <= number(kept, "model_bits_compressed");
        assertTrue(!cheaper || number(other, "post_val_top1") <= number(kept, "post_val_top1"));
      }
    }
    assertEquals(front.size() + 2, ParetoFront.render(rows).lines().count());
  }

  @Test
  void csvQuotesAndJsonEscapes() {
    List<String> columns = List.of("a", "b", "c");
    List<List<Optional<Object>>> rows =
        List.of(List.of(Optional.of("x,\"y\"\n"), Optional.empty(), Optional.of(0.5)));
    assertEquals("a,b,c\n\"x,\"\"y\"\"\n\",,0.5\n", OutputFormat.CSV.render(columns, rows));
    assertEquals(
        "{\"a\":\"x,\\\"y\\\"\\n\",\"b\":null,\"c\":0.5}\n",
        OutputFormat.JSON.render(columns, rows));
    assertEquals(
        List.of("a       b    c", "------  -  ---", "x,\"y\"      0.5"),
        OutputFormat.TABLE.render(columns, rows).lines().toList());
  }

  @Test
  void unknownFormatIsNamed() {
    assertEquals(OutputFormat.CSV, OutputFormat.parse("csv"));
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> OutputFormat.parse("xml"))
            .getMessage()
            .contains("xml"));
  }

  private static double number(Row row, String column) {
    return row.number(column).orElseThrow();
  }

  /** Formats × sparsities × three seeds, seeds fastest. */
  private static List<PlannedTrial> trials() {
    List<PlannedTrial> trials = new ArrayList<>();
    for (double sparsity : SPARSITIES) {
      for (String format : FORMATS) {
        for (int seed = 0; seed < 3; seed++) {
          trials.add(SampleRows.trial(sparsity, format, seed));
        }
      }
    }
    return trials;
  }

  private static List<Row> rows(List<PlannedTrial> trials) {
    return trials.stream().map(ReportTest::row).toList();
  }

  private static Row row(PlannedTrial trial) {
    Instant now = Instant.parse("2025-01-02T03:04:05Z");
    return Columns.TRIALS.row(
        new TrialRow(
            SampleRows.study("sample"),
            trial,
            SampleRows.facts(trial),
            Optional.of(new TrialRow.BaselineUse("digest", SampleRows.baseline())),
            SampleRows.result(trial),
            new RunInfo(new Machine("h", "1", "a", "c", "o", "j", 256), 1, now, now)));
  }
}
