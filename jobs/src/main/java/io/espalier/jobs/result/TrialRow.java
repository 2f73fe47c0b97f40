package io.espalier.jobs.result;

import io.espalier.compression.measure.Latency;
import io.espalier.compression.measure.Size;
import io.espalier.compression.trial.Failure;
import io.espalier.compression.trial.PlannedTrial;
import io.espalier.compression.trial.TrialResult;
import io.espalier.compression.trial.TrialResult.Measured;
import io.espalier.jobs.result.SpecFacts.Pruning;
import io.espalier.jobs.result.SpecFacts.Quantization;
import io.espalier.jobs.result.SpecFacts.Role;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a row of {@code trials} is made from.
 *
 * @param study it belongs to
 * @param trial as planned
 * @param spec what its specification says
 * @param baseline the network it started from, empty if that could not be trained
 * @param result what it yielded
 * @param run where and when
 */
public record TrialRow(
    StudyFacts study,
    PlannedTrial trial,
    SpecFacts spec,
    Optional<BaselineUse> baseline,
    TrialResult result,
    RunInfo run) {

  /**
   * The baseline a trial started from.
   *
   * @param digest SHA-256 of the network's file
   * @param facts what was measured on it
   */
  public record BaselineUse(String digest, BaselineFacts facts) {}

  /** Its rows in {@code layers}; none if it failed. */
  public List<LayerRow> layers() {
    return result.measured().stream()
        .flatMap(m -> m.layers().stream())
        .map(layer -> new LayerRow(trial.id(), layer))
        .toList();
  }

  /** Its rows in {@code epochs}; none if it did not train. */
  public List<EpochRow> epochs() {
    return result.history().epochs().stream().map(e -> new EpochRow(trial.id(), e)).toList();
  }

  /** Its rows in {@code histograms}. */
  public List<HistogramRow> histograms() {
    return result.history().histograms().stream()
        .map(histogram -> new HistogramRow(trial.id(), histogram))
        .toList();
  }

  Optional<Object> measured(Function<Measured, Object> part) {
    return result.measured().map(part);
  }

  Optional<Object> size(Function<Size, Object> part) {
    return result.measured().map(Measured::size).map(part);
  }

  Optional<Object> latency(Function<Latency, Object> part) {
    return result.timing().latency().map(part);
  }

  Optional<Object> failure(Function<Failure, Object> part) {
    return result.failure().map(part);
  }

  Optional<Object> base(Function<BaselineFacts, Object> part) {
    return baseline.map(BaselineUse::facts).map(part);
  }

  Optional<Object> pruning(Function<Pruning, Object> part) {
    return spec.pruning().map(part);
  }

  Optional<Object> quantization(Function<Quantization, Object> part) {
    return spec.quantization().map(part);
  }

  Optional<Object> weight(Function<Role, Object> part) {
    return spec.quantization().map(Quantization::weight).map(part);
  }

  Optional<Object> activation(Function<Role, Object> part) {
    return spec.quantization().map(Quantization::activation).map(part);
  }
}
