package io.espalier.kernels.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;

/** Medians of processor time over repeated runs after a warm-up. */
final class Stopwatch {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final double WARM_UP_SECONDS = 3;
  private static final double SAMPLE_SECONDS = 0.3;
  private static final int SAMPLES = 7;

  private Stopwatch() {}

  /** The median time of one run in seconds, and the spread of the samples. */
  record Time(double seconds, double spread) {}

  static Time measure(Runnable run) {
    long start = now();
    int runs = 0;
    while (since(start) < WARM_UP_SECONDS || runs < 3) {
      run.run();
      runs++;
    }
    start = now();
    run.run();
    int repeats = (int) Math.max(1, SAMPLE_SECONDS / Math.max(since(start), 1e-9));
    double[] samples = new double[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      start = now();
      for (int j = 0; j < repeats; j++) {
        run.run();
      }
      samples[i] = since(start) / repeats;
    }
    Arrays.sort(samples);
    double median = samples[SAMPLES / 2];
    return new Time(median, (samples[SAMPLES - 1] - samples[0]) / median);
  }

  private static long now() {
    return THREADS.getCurrentThreadCpuTime();
  }

  private static double since(long start) {
    return (now() - start) * 1e-9;
  }
}
