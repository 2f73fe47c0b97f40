package io.espalier.jobs.spark;

import java.time.Duration;
import java.util.Optional;

/** Is told how a grid comes along; called from the thread that runs it. */
public interface Progress {
  /** Says nothing. */
  Progress SILENT = counts -> {};

  /** After every change, and every half second in between. */
  void at(Counts counts);

  /** A baseline is about to be trained. */
  default void training(String baselineId) {}

  /** A baseline was trained. */
  default void trained(String baselineId) {}

  /** The steps of a prefix are about to be taken. */
  default void trainingPrefix(String prefixId) {}

  /** A kept network or a trial's file is damaged; it is set aside and made again. */
  default void damaged(String message) {}

  /**
   * How far the grid is.
   *
   * @param total trials of the grid
   * @param succeeded of them, those found done included
   * @param failed of them, those found failed included
   * @param inFlight handed to Spark
   * @param elapsed since the run started
   * @param left estimated; empty before a trial ended
   */
  record Counts(
      int total,
      int succeeded,
      int failed,
      int inFlight,
      Duration elapsed,
      Optional<Duration> left) {
    /** Trials that ended. */
    public int ended() {
      return succeeded + failed;
    }
  }
}
