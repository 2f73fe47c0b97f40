package io.espalier.jobs.result;

import io.espalier.compression.trial.PlannedTrial;
import java.util.List;

/** Every result table as one list of columns: what is written, read, documented and checked. */
public final class Columns {
  /** One row a trial. */
  public static final Table<TrialRow> TRIALS = TrialColumns.table();

  /** One row a trial × layer. */
  public static final Table<LayerRow> LAYERS = LayerColumns.table();

  /** One row a trial × training × epoch. */
  public static final Table<EpochRow> EPOCHS = EpochColumns.table();

  /** One row a trial × stage × layer. */
  public static final Table<HistogramRow> HISTOGRAMS = HistogramColumns.table();

  /** One row a trained network. */
  public static final Table<BaselineRow> BASELINES = OtherColumns.baselines();

  /** One row a start of a trial. */
  public static final Table<AttemptRow> ATTEMPTS = OtherColumns.attempts();

  /** One row a configuration that was run. */
  public static final Table<StudyFacts> STUDIES = OtherColumns.studies();

  /** One row a planned trial. */
  public static final Table<PlannedTrial> GRID = OtherColumns.grid();

  private Columns() {}

  /** All tables. */
  public static List<Table<?>> tables() {
    return List.of(TRIALS, LAYERS, EPOCHS, HISTOGRAMS, BASELINES, ATTEMPTS, STUDIES, GRID);
  }
}
