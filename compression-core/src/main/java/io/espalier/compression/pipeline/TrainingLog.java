package io.espalier.compression.pipeline;

import io.espalier.compression.measure.EpochMeasure;
import java.util.ArrayList;
import java.util.List;

/** What the trainings of one trial came to. Mutable: steps write to it in order. */
public final class TrainingLog {
  private final List<EpochMeasure> epochs = new ArrayList<>();
  private int rounds;
  private long resurrected;

  /** Numbers the next training, from 0. */
  int begin() {
    return rounds++;
  }

  void add(EpochMeasure epoch) {
    epochs.add(epoch);
  }

  void addResurrected(long weights) {
    resurrected += weights;
  }

  /** Every epoch of every training so far. */
  public List<EpochMeasure> epochs() {
    return List.copyOf(epochs);
  }

  /** How often a weight that one iteration of a criterion had pruned was kept by the next. */
  public long resurrected() {
    return resurrected;
  }
}
