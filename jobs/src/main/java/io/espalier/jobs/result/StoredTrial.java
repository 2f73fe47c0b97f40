package io.espalier.jobs.result;

import java.util.List;

/**
 * A row with rows below it, as one Parquet record.
 *
 * @param row of {@code trials}, or of any flat table
 * @param layers its rows of {@code layers}; none for a flat table
 * @param epochs its rows of {@code epochs}; none for a flat table
 * @param histograms its rows of {@code histograms}; none for a flat table
 */
public record StoredTrial(Row row, List<Row> layers, List<Row> epochs, List<Row> histograms) {
  /** Copies the lists. */
  public StoredTrial {
    layers = List.copyOf(layers);
    epochs = List.copyOf(epochs);
    histograms = List.copyOf(histograms);
  }

  /** A row of a flat table. */
  static StoredTrial flat(Row row) {
    return new StoredTrial(row, List.of(), List.of(), List.of());
  }

  /** The rows nested under this one, in the order of {@link ParquetSchema#NESTED}. */
  List<List<Row>> nested() {
    return List.of(layers, epochs, histograms);
  }

  /** The row of a trial and those of its layers, ready to be stored. */
  public static StoredTrial of(TrialRow trial) {
    return new StoredTrial(
        Columns.TRIALS.row(trial),
        trial.layers().stream().map(Columns.LAYERS::row).toList(),
        trial.epochs().stream().map(Columns.EPOCHS::row).toList(),
        trial.histograms().stream().map(Columns.HISTOGRAMS::row).toList());
  }
}
