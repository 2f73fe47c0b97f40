package io.espalier.compression.trial;

import io.espalier.compression.measure.Accuracy;
import io.espalier.compression.measure.EpochMeasure;
import io.espalier.compression.measure.Latency;
import io.espalier.compression.measure.LayerMeasure;
import io.espalier.compression.measure.Size;
import io.espalier.compression.measure.WeightHistogram;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What one run of a trial yielded.
 *
 * @param failure present exactly when the state is not SUCCEEDED
 * @param measured present exactly when the state is SUCCEEDED
 * @param timing where the time went, also of a failed trial
 * @param history the trainings it went through, also of a failed trial
 */
public record TrialResult(
    TrialState state,
    Optional<Failure> failure,
    Optional<Measured> measured,
    Timing timing,
    History history) {
  /** Checks that state, failure and measurements agree. */
  public TrialResult {
    boolean succeeded = state == TrialState.SUCCEEDED;
    if (succeeded != measured.isPresent() || succeeded == failure.isPresent()) {
      throw new IllegalArgumentException(
          state + " goes with measurements or with a failure, never both: " + failure);
    }
  }

  /** A result of a trial that did not train. */
  public TrialResult(
      TrialState state, Optional<Failure> failure, Optional<Measured> measured, Timing timing) {
    this(state, failure, measured, timing, History.NONE);
  }

  /**
   * What a trial went through.
   *
   * @param epochs in order, round by round
   * @param resurrected how often a weight that one iteration of a criterion had pruned was kept by
   *     the next
   * @param cuts what was cut out of the network
   * @param histograms of the weights, stage by stage and layer by layer
   */
  public record History(
      List<EpochMeasure> epochs, long resurrected, Cuts cuts, List<WeightHistogram> histograms) {
    /** No training. */
    public static final History NONE = new History(List.of(), 0, Cuts.NONE, List.of());

    /** Wall time of the epochs, in milliseconds. */
    public double trainMillis() {
      return epochs.stream().mapToDouble(EpochMeasure::millis).sum();
    }

    /** Copies the lists. */
    public History {
      epochs = List.copyOf(epochs);
      histograms = List.copyOf(histograms);
    }
  }

  /**
   * The measurements of a trial that succeeded.
   *
   * @param validation what selection may look at
   * @param test reported beside it, never selected by
   * @param calibrationOverlap how many of the calibration images are evaluated too
   * @param calibrationDigest SHA-256 over the calibration images, empty if none were used
   * @param resultDigest SHA-256 over the bits of every weight, mask and logit-derived figure: equal
   *     for equal specifications on equal machine types
   */
  public record Measured(
      Accuracy validation,
      Accuracy test,
      Size size,
      List<LayerMeasure> layers,
      int calibrationImages,
      int calibrationOverlap,
      String calibrationDigest,
      String resultDigest) {
    /** Copies the list. */
    public Measured {
      layers = List.copyOf(layers);
    }
  }

  /**
   * Channels that were cut out.
   *
   * @param removed how many, those that go together counted once
   * @param spared by layer, how many stayed only because a minimum has to
   */
  public record Cuts(long removed, Map<String, Integer> spared) {
    /** None. */
    public static final Cuts NONE = new Cuts(0, Map.of());

    /** Copies the map. */
    public Cuts {
      spared = Collections.unmodifiableMap(new TreeMap<>(spared));
    }
  }

  /**
   * Where the time of a trial went, in milliseconds of wall time.
   *
   * @param trainMillis of trainings in the trial itself
   * @param evalMillis of evaluation
   * @param totalMillis of the trial itself
   * @param prefixTrainMillis of trainings that it shares with other trials, and that ran before it
   * @param latency how long one image takes, if that was measured
   */
  public record Timing(
      double trainMillis,
      double evalMillis,
      double totalMillis,
      double prefixTrainMillis,
      Optional<Latency> latency) {
    /** The times of a trial whose image was not timed. */
    public Timing(
        double trainMillis, double evalMillis, double totalMillis, double prefixTrainMillis) {
      this(trainMillis, evalMillis, totalMillis, prefixTrainMillis, Optional.empty());
    }

    /** The times of a trial that shares no training. */
    public Timing(double trainMillis, double evalMillis, double totalMillis) {
      this(trainMillis, evalMillis, totalMillis, 0);
    }
  }
}
