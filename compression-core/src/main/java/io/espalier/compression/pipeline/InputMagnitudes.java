package io.espalier.compression.pipeline;

import io.espalier.kernels.net.InputObserver;
import io.espalier.kernels.net.Program;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Exact quantiles of the magnitudes of layers' inputs. The bits of a float of no sign rise with its
 * value, so one run counts the upper halves, and a second the lower halves below the right upper
 * one; no input is kept.
 */
final class InputMagnitudes {
  private static final int BATCH = 64;
  private static final int UPPER = 1 << 15;
  private static final int LOWER = 1 << 16;

  private InputMagnitudes() {}

  /**
   * For each layer the magnitude v of one of its inputs for which ⌊fraction · inputs⌋ inputs, or
   * fewer if more have the magnitude v, are smaller.
   *
   * @param fractions by layer, in [0, 1)
   * @throws ArithmeticException if an input is not finite, naming the layer
   */
  static Map<String, Float> quantiles(
      Network network, Map<String, Double> fractions, int wanted, StepContext context) {
    float[] images = context.calibration().first(wanted);
    int count = images.length / network.graph().input().volume();
    Program program = Program.inference(network.graph(), Math.min(BATCH, count));
    network.loadInto(program);
    Map<String, Histogram> layers = new LinkedHashMap<>();
    fractions.forEach((name, fraction) -> layers.put(name, new Histogram(name)));
    run(program, images, count, layers, Histogram::countUpper);
    fractions.forEach((name, fraction) -> layers.get(name).choose(fraction));
    run(program, images, count, layers, Histogram::countLower);
    Map<String, Float> quantiles = new LinkedHashMap<>();
    layers.forEach((name, histogram) -> quantiles.put(name, histogram.value()));
    return quantiles;
  }

  private interface Counting {
    void count(Histogram histogram, float value);
  }

  private static void run(
      Program program,
      float[] images,
      int count,
      Map<String, Histogram> layers,
      Counting counting) {
    InputObserver observer =
        (name, values, from, to) -> {
          Histogram layer = layers.get(name);
          for (int i = from; layer != null && i < to; i++) {
            counting.count(layer, values[i]);
          }
        };
    for (int from = 0; from < count; from += program.batch()) {
      program.observe(images, from, Math.min(program.batch(), count - from), observer);
    }
  }

  /** The magnitudes of one layer's inputs. Mutable. */
  private static final class Histogram {
    private final String layer;
    private final long[] upper = new long[UPPER];
    private final long[] lower = new long[LOWER];
    private int bin;
    private long rank;

    Histogram(String layer) {
      this.layer = layer;
    }

    private static int bits(float value) {
      return Float.floatToRawIntBits(Math.abs(value));
    }

    void countUpper(float value) {
      if (!Float.isFinite(value)) {
        throw new ArithmeticException("layer '" + layer + "': an input is " + value);
      }
      upper[bits(value) >>> 16]++;
    }

    void countLower(float value) {
      int bits = bits(value);
      if (bits >>> 16 == bin) {
        lower[bits & 0xffff]++;
      }
    }

    /** Finds the upper half of the wanted value, and its rank among those that share it. */
    void choose(double fraction) {
      long all = 0;
      for (long count : upper) {
        all += count;
      }
      rank = (long) (fraction * all);
      while (rank >= upper[bin]) {
        rank -= upper[bin++];
      }
    }

    float value() {
      int low = 0;
      long left = rank;
      while (left >= lower[low]) {
        left -= lower[low++];
      }
      return Float.intBitsToFloat(bin << 16 | low);
    }
  }
}
