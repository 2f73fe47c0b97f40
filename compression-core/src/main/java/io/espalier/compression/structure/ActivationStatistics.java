package io.espalier.compression.structure;

import java.util.Arrays;

/** What the channels of a layer give, image by image. Mutable: images are added. */
public final class ActivationStatistics {
  private final int pixels;
  private final double[] sums;
  private final double[] positive;
  private final double[] magnitudes;
  private final double[] roots;
  private final double[] squares;
  private long images;

  /** Of an output of {@code pixels} pixels of {@code channels} channels. */
  ActivationStatistics(int pixels, int channels) {
    this.pixels = pixels;
    sums = new double[channels];
    positive = new double[channels];
    magnitudes = new double[channels];
    roots = new double[channels];
    squares = new double[channels];
  }

  /** Adds images: [images × pixels × channels] from {@code from} to {@code to}. */
  void add(float[] values, int from, int to) {
    int each = pixels * sums.length;
    for (int start = from; start < to; start += each) {
      addImage(values, start);
      images++;
    }
  }

  private void addImage(float[] values, int start) {
    int channels = sums.length;
    Arrays.fill(squares, 0);
    for (int i = 0; i < pixels * channels; i++) {
      double value = values[start + i];
      int channel = i % channels;
      sums[channel] += value;
      magnitudes[channel] += Math.abs(value);
      squares[channel] += value * value;
      positive[channel] += value > 0 ? 1 : 0;
    }
    for (int channel = 0; channel < channels; channel++) {
      roots[channel] += Math.sqrt(squares[channel]);
    }
  }

  /** The mean over images of the p-norm of each channel, p 1 or 2. */
  double[] norms(int p) {
    return divided(p == 1 ? magnitudes : roots, images);
  }

  /** The mean of each channel. */
  double[] means() {
    return divided(sums, images * pixels);
  }

  /** The fraction of each channel's values that is above zero. */
  double[] aboveZero() {
    return divided(positive, images * pixels);
  }

  private static double[] divided(double[] values, double by) {
    return Arrays.stream(values).map(value -> value / by).toArray();
  }
}
