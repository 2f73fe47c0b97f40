package io.espalier.compression.data;

import io.espalier.kernels.net.Shape;

/**
 * Scales pictures with a triangle filter that widens as a picture shrinks, so that no pixel is
 * passed over.
 */
final class Resampling {
  private Resampling() {}

  /** Scales a picture until it just covers a size, and cuts what hangs over on both sides. */
  static byte[] cover(Picture picture, Shape size) {
    Shape from = picture.shape();
    double scale =
        Math.min((double) from.height() / size.height(), (double) from.width() / size.width());
    float[] rows = rows(picture, new Taps(from.height(), size.height(), scale));
    return columns(rows, from, new Taps(from.width(), size.width(), scale), size);
  }

  /** [new height × old width × channels] */
  private static float[] rows(Picture picture, Taps taps) {
    int line = picture.shape().width() * picture.shape().channels();
    float[] result = new float[taps.outputs() * line];
    for (int y = 0; y < taps.outputs(); y++) {
      float[] weights = taps.weights(y);
      for (int t = 0; t < weights.length; t++) {
        int row = (taps.first(y) + t) * line;
        for (int i = 0; i < line; i++) {
          result[y * line + i] += weights[t] * (picture.pixels()[row + i] & 0xff);
        }
      }
    }
    return result;
  }

  private static byte[] columns(float[] rows, Shape from, Taps taps, Shape size) {
    byte[] result = new byte[size.volume()];
    int channels = size.channels();
    for (int x = 0; x < size.width(); x++) {
      float[] weights = taps.weights(x);
      int first = taps.first(x);
      for (int i = 0; i < size.height() * channels; i++) {
        int y = i / channels;
        int c = i % channels;
        float sum = 0;
        for (int t = 0; t < weights.length; t++) {
          sum += weights[t] * rows[(y * from.width() + first + t) * channels + c];
        }
        result[(y * size.width() + x) * channels + c] = (byte) Math.min(255, Math.round(sum));
      }
    }
    return result;
  }

  /**
   * Which inputs an output is made of, along one axis.
   *
   * @param inputs values there are
   * @param outputs values wanted, from the middle
   * @param scale inputs an output
   */
  private record Taps(int inputs, int outputs, double scale) {
    private double reach() {
      return Math.max(1, scale);
    }

    /** Where the middle of an output lies, in inputs. */
    private double centre(int output) {
      return inputs / 2.0 + (output + 0.5 - outputs / 2.0) * scale;
    }

    int first(int output) {
      return (int) Math.max(0, Math.ceil(centre(output) - reach() - 0.5));
    }

    private int last(int output) {
      return (int) Math.min(inputs - 1, Math.floor(centre(output) + reach() - 0.5));
    }

    /** Add up to 1. */
    float[] weights(int output) {
      float[] weights = new float[last(output) - first(output) + 1];
      float sum = 0;
      for (int t = 0; t < weights.length; t++) {
        double distance = Math.abs(first(output) + t + 0.5 - centre(output));
        weights[t] = (float) Math.max(0, 1 - distance / reach());
        sum += weights[t];
      }
      for (int t = 0; t < weights.length; t++) {
        weights[t] /= sum;
      }
      return weights;
    }
  }
}
