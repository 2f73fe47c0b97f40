package io.espalier.compression.pipeline;

import io.espalier.compression.measure.EpochMeasure;
import io.espalier.compression.measure.WeightHistogram;
import io.espalier.kernels.net.Role;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the steps of one trial came to. Mutable: steps write to it in order. */
public final class TrainingLog {
  private final List<EpochMeasure> epochs = new ArrayList<>();
  private int rounds;
  private long resurrected;
  private long channelsRemoved;
  private final Map<String, Integer> channelsSpared = new TreeMap<>();
  private final Map<WeightHistogram.Stage, List<WeightHistogram>> histograms =
      new EnumMap<>(WeightHistogram.Stage.class);

  /** Nothing has been trained yet. */
  public TrainingLog() {}

  /** Goes on where other trainings ended: numbers count on from theirs. */
  public TrainingLog(
      List<EpochMeasure> epochs,
      long resurrected,
      long channelsRemoved,
      Map<String, Integer> channelsSpared,
      List<WeightHistogram> histograms) {
    this.epochs.addAll(epochs);
    this.rounds = epochs.stream().mapToInt(EpochMeasure::round).max().orElse(-1) + 1;
    this.resurrected = resurrected;
    this.channelsRemoved = channelsRemoved;
    this.channelsSpared.putAll(channelsSpared);
    histograms.forEach(
        histogram ->
            this.histograms
                .computeIfAbsent(histogram.stage(), stage -> new ArrayList<>())
                .add(histogram));
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

  /** Counts the weights of a network at a stage; of several networks the last one stays. */
  public void count(WeightHistogram.Stage stage, Network network) {
    List<WeightHistogram> layers = new ArrayList<>();
    for (String name : network.graph().weighted()) {
      float[] weights = network.parameters().get(name, Role.WEIGHT);
      layers.add(WeightHistogram.of(stage, layers.size(), name, weights));
    }
    histograms.put(stage, layers);
  }

  /** Whether weights were counted at a stage. */
  public boolean hasCounted(WeightHistogram.Stage stage) {
    return histograms.containsKey(stage);
  }

  /** The weights of each layer, stage by stage. */
  public List<WeightHistogram> histograms() {
    return histograms.values().stream().flatMap(List::stream).toList();
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
