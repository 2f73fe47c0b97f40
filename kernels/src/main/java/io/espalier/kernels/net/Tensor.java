package io.espalier.kernels.net;

import java.util.Arrays;

/**
 * A batch of images in one layout. The array is longer than the batch: vectors read past its end.
 */
record Tensor(Layout layout, float[] values) {
  private static final int SLACK = 64;

  static Tensor of(Layout layout, int images) {
    long size = (long) layout.image() * images + SLACK;
    if (size > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          images + " images of " + layout.shape() + " do not fit an array; use a smaller batch");
    }
    return new Tensor(layout, new float[(int) size]);
  }

  Shape shape() {
    return layout.shape();
  }

  int stride() {
    return layout.stride();
  }

  int height() {
    return layout.shape().height();
  }

  int width() {
    return layout.shape().width();
  }

  int channels() {
    return layout.shape().channels();
  }

  /** Where an image begins, halo included. */
  int image(int n) {
    return n * layout.image();
  }

  /** Where a row of an image begins. */
  int row(int n, int y) {
    return n * layout.image() + layout.at(y, 0);
  }

  /** Where a pixel begins. */
  int at(int n, int y, int x) {
    return n * layout.image() + layout.at(y, x);
  }

  /** Copies the rows of one image from a tensor of the same shape and stride. */
  void copyImage(Tensor from, int n) {
    for (int y = 0; y < height(); y++) {
      System.arraycopy(from.values, from.row(n, y), values, row(n, y), layout.row());
    }
  }

  /** Zeros the rows of one image. */
  void clearImage(int n) {
    for (int y = 0; y < height(); y++) {
      Arrays.fill(values, row(n, y), row(n, y) + layout.row(), 0);
    }
  }

  /** Copies one image out without halo and padding, {@code volume} values from {@code to}. */
  void unpack(int n, float[] target, int to) {
    for (int y = 0; y < height(); y++) {
      for (int x = 0; x < width(); x++) {
        int pixel = to + (y * width() + x) * channels();
        System.arraycopy(values, at(n, y, x), target, pixel, channels());
      }
    }
  }

  /** Copies one image in from values without halo and padding. */
  void pack(int n, float[] source, int from) {
    if (stride() == channels()) {
      for (int y = 0; y < height(); y++) {
        System.arraycopy(source, from + y * layout.row(), values, row(n, y), layout.row());
      }
      return;
    }
    for (int y = 0; y < height(); y++) {
      for (int x = 0; x < width(); x++) {
        int pixel = from + (y * width() + x) * channels();
        System.arraycopy(source, pixel, values, at(n, y, x), channels());
      }
    }
  }
}
