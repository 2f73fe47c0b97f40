package io.espalier.compression.measure;

import io.espalier.kernels.net.Program;
import java.util.Arrays;

/**
 * How long one image takes on one thread: a compressed network and the whole one in turns, so that
 * both see the same machine. Milliseconds of wall time; they differ from run to run.
 *
 * @param network the compressed one, as it runs here: rounding of activations costs its time
 * @param baseline the whole one with no weight at zero
 */
public record Latency(Times network, Times baseline) {
  /** Runs of each that count. */
  public static final int REPEATS = 50;

  /** Images a run. */
  public static final int BATCH = 1;

  private static final int WARM_UP = 20;

  /** Of {@link #REPEATS} runs; percentiles are the nearest run's. */
  public record Times(double median, double p10, double p90) {
    private static Times of(double[] millis) {
      double[] sorted = millis.clone();
      Arrays.sort(sorted);
      return new Times(at(sorted, 0.5), at(sorted, 0.1), at(sorted, 0.9));
    }

    private static double at(double[] sorted, double fraction) {
      return sorted[(int) Math.round(fraction * (sorted.length - 1))];
    }
  }

  /**
   * Measures.
   *
   * @param image [height × width × channels], normalised
   */
  public static Latency of(Program network, Program baseline, float[] image) {
    double[] own = new double[REPEATS];
    double[] whole = new double[REPEATS];
    for (int i = -WARM_UP; i < REPEATS; i++) {
      double first = millis(network, image);
      double second = millis(baseline, image);
      if (i >= 0) {
        own[i] = first;
        whole[i] = second;
      }
    }
    return new Latency(Times.of(own), Times.of(whole));
  }

  private static double millis(Program program, float[] image) {
    long start = System.nanoTime();
    program.infer(image, 0, BATCH);
    return (System.nanoTime() - start) / 1e6;
  }

  /** How many times faster the compressed network is, by medians. */
  public double speedup() {
    return baseline.median() / network.median();
  }
}
