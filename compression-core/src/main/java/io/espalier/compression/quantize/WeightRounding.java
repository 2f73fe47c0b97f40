package io.espalier.compression.quantize;

import io.espalier.kernels.format.NumberFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Rounds the weights of one convolution or dense layer.
 *
 * <p>Weights are [out][kernel height][kernel width][in / groups] or [out][in]: blocks run along the
 * last extent, the inputs that a dot product sums over, anew at each kernel position.
 */
public final class WeightRounding {
  private WeightRounding() {}

  /**
   * What rounding did.
   *
   * @param formats the formats with every field fixed: one, or one an output channel
   * @param length the run along which blocks are cut
   */
  public record Rounded(List<NumberFormat> formats, int length) {
    /** Copies the list. */
    public Rounded {
      formats = List.copyOf(formats);
    }

    /** The first format, which stands for all in reports. */
    public NumberFormat format() {
      return formats.get(0);
    }
  }

  /**
   * What rounding did to the values of a layer.
   *
   * @param min least weight before rounding
   * @param max greatest weight before rounding
   * @param meanSquared mean of (before − after)² over all weights
   * @param signal mean of before² over all weights
   */
  public record Error(double min, double max, double meanSquared, double signal) {
    /** 10 log₁₀ (signal / error); empty if nothing changed or there is no signal. */
    public OptionalDouble sqnrDecibel() {
      return meanSquared > 0 && signal > 0
          ? OptionalDouble.of(10 * Math.log10(signal / meanSquared))
          : OptionalDouble.empty();
    }
  }

  /** Compares weights before rounding with the same after it. */
  public static Error error(float[] before, float[] after) {
    double min = before[0];
    double max = before[0];
    double squares = 0;
    double signal = 0;
    for (int i = 0; i < before.length; i++) {
      min = Math.min(min, before[i]);
      max = Math.max(max, before[i]);
      double difference = (double) before[i] - after[i];
      squares += difference * difference;
      signal += (double) before[i] * before[i];
    }
    return new Error(min, max, squares / before.length, signal / before.length);
  }

  /**
   * Rounds in place.
   *
   * @param weights [out × … × in], row-major
   * @param extents its extents, outermost first
   */
  public static Rounded round(float[] weights, List<Integer> extents, TensorQuantizer quantizer) {
    int length = extents.get(extents.size() - 1);
    int outputs = quantizer.granularity() == Granularity.CHANNEL ? extents.get(0) : 1;
    int share = weights.length / outputs;
    List<NumberFormat> formats = new ArrayList<>();
    for (int from = 0; from < weights.length; from += share) {
      NumberFormat format = quantizer.fit(Seen.of(weights, from, from + share));
      format.quantizeRows(weights, from, share / length, length, length);
      formats.add(format);
    }
    return new Rounded(formats, length);
  }
}
