package io.espalier.kernels.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;

/** Seconds of this thread's processor time that repetitions of one action took, sorted. */
final class Samples {
  private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

  private final double[] seconds;

  private Samples(double[] seconds) {
    this.seconds = seconds;
  }

  /**
   * Times two actions in turns after warming both up, so that both see the same machine; {@code
   * repeats} of the action make a sample.
   */
  static Samples[] ofPair(Runnable one, Runnable other, int repeats, int samples) {
    double[] a = new double[samples];
    double[] b = new double[samples];
    for (int i = 0; i < samples; i++) {
      a[i] = seconds(one, repeats);
      b[i] = seconds(other, repeats);
    }
    return new Samples[] {sorted(a), sorted(b)};
  }

  /** Runs for a while; the seconds a run takes in the end. */
  static double warmUp(Runnable action, double atLeast) {
    double once = seconds(action, 1);
    for (double spent = once; spent < atLeast; spent += once) {
      once = Math.max(seconds(action, 1), 1e-6);
    }
    return once;
  }

  static double seconds(Runnable action, int repeats) {
    long start = CLOCK.getCurrentThreadCpuTime();
    for (int i = 0; i < repeats; i++) {
      action.run();
    }
    return (CLOCK.getCurrentThreadCpuTime() - start) / 1e9 / repeats;
  }

  private static Samples sorted(double[] seconds) {
    Arrays.sort(seconds);
    return new Samples(seconds);
  }

  double median() {
    return seconds[seconds.length / 2];
  }

  double spread() {
    return (seconds[seconds.length - 1] - seconds[0]) / median();
  }
}
