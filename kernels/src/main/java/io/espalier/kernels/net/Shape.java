package io.espalier.kernels.net;

/** The shape of one image's activations, stored row by row, pixel by pixel, channels innermost. */
public record Shape(int height, int width, int channels) {
  /** Checks that no extent is below 1 and that the volume fits an array. */
  public Shape {
    if (height < 1 || width < 1 || channels < 1) {
      throw new IllegalArgumentException(
          "shape must be at least 1×1×1, got " + height + "×" + width + "×" + channels);
    }
    if ((long) height * width * channels > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "shape must hold fewer than 2^31 values, got " + height + "×" + width + "×" + channels);
    }
  }

  /** A vector of {@code features} values: 1 × 1 × features. */
  public static Shape flat(int features) {
    return new Shape(1, 1, features);
  }

  /** The number of values, height × width × channels. */
  public int volume() {
    return height * width * channels;
  }

  /** The number of pixels, height × width. */
  public int pixels() {
    return height * width;
  }

  /** Whether this is a vector, 1 × 1 × features. */
  public boolean isFlat() {
    return height == 1 && width == 1;
  }

  @Override
  public String toString() {
    return height + "×" + width + "×" + channels;
  }
}
