package io.espalier.compression.pipeline;

import io.espalier.compression.measure.EpochMeasure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the trainings of one trial came to. Mutable: steps write to it in order. */
public final class TrainingLog {
  private final List<EpochMeasure> epochs = new ArrayList<>();
  private int rounds;
  private long resurrected;
  private long channelsRemoved;
  private final Map<String, Integer> channelsSpared = new TreeMap<>();

  /** Nothing has been trained yet. */
  public TrainingLog() {}

  /** Goes on where other trainings ended: numbers count on from theirs. */
  public TrainingLog(
      List<EpochMeasure> epochs,
      long resurrected,
      long channelsRemoved,
      Map<String, Integer> channelsSpared) {
    this.epochs.addAll(epochs);
    this.rounds = epochs.stream().mapToInt(EpochMeasure::round).max().orElse(-1) + 1;
    this.resurrected = resurrected;
    this.channelsRemoved = channelsRemoved;
    this.channelsSpared.putAll(channelsSpared);
  }

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

  void addCut(int removed, Map<String, Integer> spared) {
    channelsRemoved += removed;
    spared.forEach((layer, count) -> channelsSpared.merge(layer, count, Integer::sum));
  }

  /** Channels that were cut out, those that went together counted once. */
  public long channelsRemoved() {
    return channelsRemoved;
  }

  /** By layer, how many channels stayed only because a minimum has to. */
  public Map<String, Integer> channelsSpared() {
    return Map.copyOf(channelsSpared);
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
