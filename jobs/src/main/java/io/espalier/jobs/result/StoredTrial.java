package io.espalier.jobs.result;

import java.util.List;

/**
 * A row with rows below it, as one Parquet record.
 *
 * @param row of {@code trials}, or of any flat table
 * @param layers its rows of {@code layers}; none for a flat table
 */
public record StoredTrial(Row row, List<Row> layers) {
  /** Copies the list. */
  public StoredTrial {
    layers = List.copyOf(layers);
  }

  /** The row of a trial and those of its layers, ready to be stored. */
  public static StoredTrial of(TrialRow trial) {
    return new StoredTrial(
        Columns.TRIALS.row(trial), trial.layers().stream().map(Columns.LAYERS::row).toList());
  }
}
