package io.espalier.compression.model;

import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import java.util.List;

/** What is done to pixels in [0, 1] before a network sees them: (x − mean) / std per channel. */
@Meaning("What is done to pixels in [0, 1]: (x - mean) / std")
public record Normalization(
    @Meaning("Mean of each channel, or one for all") @Default("[0]") List<Double> mean,
    @Meaning("Standard deviation of each channel, or one for all") @Default("[1]")
        List<Double> std) {
  /** Pixels as they are. */
  public static final Normalization NONE = new Normalization(List.of(0.0), List.of(1.0));

  /** Checks that there are values, as many means as deviations, and that no deviation is 0. */
  public Normalization {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    if (mean.isEmpty() || mean.size() != std.size()) {
      throw new IllegalArgumentException(
          "mean and std need one value, or one a channel, each, got " + mean + " and " + std);
    }
    if (!std.stream().allMatch(value -> value > 0)) {
      throw new IllegalArgumentException("std must be above 0, got " + std);
    }
  }

  /**
   * The mean of each channel.
   *
   * @throws IllegalArgumentException if this is for another number of channels
   */
  public float[] means(int channels) {
    return perChannel(mean, channels);
  }

  /**
   * The standard deviation of each channel.
   *
   * @throws IllegalArgumentException if this is for another number of channels
   */
  public float[] deviations(int channels) {
    return perChannel(std, channels);
  }

  private static float[] perChannel(List<Double> values, int channels) {
    if (values.size() != 1 && values.size() != channels) {
      throw new IllegalArgumentException(
          "normalize has " + values.size() + " values, but images have " + channels + " channels");
    }
    float[] result = new float[channels];
    for (int c = 0; c < channels; c++) {
      result[c] = values.get(values.size() == 1 ? 0 : c).floatValue();
    }
    return result;
  }
}
