package io.espalier.compression.data;

import java.util.Arrays;

/**
 * What float each of the 256 pixel values becomes, channel by channel: {@code (pixel / 255 − mean)
 * / std}, rounded to float after each operation.
 */
public final class PixelScale {
  /** [channels × 256], row-major. */
  private final float[] table;

  private final int channels;

  private PixelScale(float[] mean, float[] std) {
    channels = mean.length;
    table = new float[channels * 256];
    for (int c = 0; c < channels; c++) {
      for (int pixel = 0; pixel < 256; pixel++) {
        table[c * 256 + pixel] = (pixel / 255f - mean[c]) / std[c];
      }
    }
  }

  /** Pixels as fractions, 0 to 1, in each of {@code channels} channels. */
  public static PixelScale unit(int channels) {
    if (channels < 1) {
      throw new IllegalArgumentException("channels must be at least 1, got " + channels);
    }
    float[] ones = new float[channels];
    Arrays.fill(ones, 1);
    return new PixelScale(new float[channels], ones);
  }

  /** Fractions brought to the given mean and standard deviation; one value a channel each. */
  public static PixelScale normalized(float[] mean, float[] std) {
    if (mean.length == 0 || mean.length != std.length) {
      throw new IllegalArgumentException(
          "mean and std must have one value a channel each, got "
              + mean.length
              + " and "
              + std.length);
    }
    for (int c = 0; c < mean.length; c++) {
      if (!Float.isFinite(mean[c]) || !(std[c] > 0 && std[c] < Float.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "mean must be finite and std above 0, got " + mean[c] + " and " + std[c]);
      }
    }
    return new PixelScale(mean, std);
  }

  /** The number of channels. */
  public int channels() {
    return channels;
  }

  /** Scales {@code length} values, whole pixels, channels innermost, from bytes into floats. */
  void apply(byte[] pixels, int from, int length, float[] out, int at) {
    assert length % channels == 0;
    if (channels == 1) {
      applyGrey(pixels, from, length, out, at);
      return;
    }
    for (int i = 0; i < length; i += channels) {
      for (int c = 0; c < channels; c++) {
        out[at + i + c] = table[c * 256 + (pixels[from + i + c] & 0xff)];
      }
    }
  }

  private void applyGrey(byte[] pixels, int from, int length, float[] out, int at) {
    for (int i = 0; i < length; i++) {
      out[at + i] = table[pixels[from + i] & 0xff];
    }
  }
}
