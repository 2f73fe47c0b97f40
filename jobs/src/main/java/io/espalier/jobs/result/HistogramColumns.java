package io.espalier.jobs.result;

import io.espalier.compression.measure.WeightHistogram;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The columns of {@code histograms}. */
final class HistogramColumns {
  private HistogramColumns() {}

  static Table<HistogramRow> table() {
    ColumnList<HistogramRow> c = new ColumnList<>();
    c.always()
        .text("trial_id", "whose weights they are", HistogramRow::trial)
        .text(
            "stage",
            "before (the first step), pruned or retrained (by the last step that did)",
            of(h -> h.stage().name().toLowerCase(Locale.ROOT)))
        .count("layer_index", "from 0, convolutions and dense layers", of(WeightHistogram::index))
        .text("layer_name", "the node's name", of(WeightHistogram::layer))
        .count("zeros", "weights that are zero; in no bin", of(WeightHistogram::zeros))
        .count("kept", "weights that are not zero", of(WeightHistogram::kept))
        .number("low", "", "the least weight that is not zero, else 0", of(h -> (double) h.low()))
        .number("high", "", "the greatest one, likewise", of(h -> (double) h.high()))
        .text(
            "counts",
            "kept weights in 64 bins of equal width over [low, high], as JSON: [12,31,…]",
            of(h -> h.counts().toString().replace(" ", "")));
    return new Table<>(
        "histograms",
        "One row a trial × stage × convolution or dense layer: its weights before rounding.",
        List.of("trial_id", "stage", "layer_index"),
        c.columns());
  }

  private static Function<HistogramRow, Object> of(Function<WeightHistogram, Object> part) {
    return row -> part.apply(row.histogram());
  }
}
