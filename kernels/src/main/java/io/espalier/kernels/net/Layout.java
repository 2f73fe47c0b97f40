package io.espalier.kernels.net;

/**
 * Where the values of one image lie: row by row, pixel by pixel, each pixel {@code stride} values
 * of which the first {@code shape.channels()} count, with a stored halo of zeros around the image.
 *
 * <p>A kernel reads the halo as padding, so that no loop asks where the image ends. Values between
 * a pixel's channels and its stride are anything finite.
 */
record Layout(Shape shape, int stride, int top, int left, int bottom, int right) {
  /** Channels are stored in whole vectors of this many. */
  static final int LANES = 16;

  /** No halo, channels rounded up to whole vectors. */
  static Layout of(Shape shape) {
    return new Layout(shape, upToLanes(shape.channels()), 0, 0, 0, 0);
  }

  /** No halo and nothing between pixels. */
  static Layout tight(Shape shape) {
    return new Layout(shape, shape.channels(), 0, 0, 0, 0);
  }

  static int upToLanes(int channels) {
    return (channels + LANES - 1) / LANES * LANES;
  }

  /** At least this halo. */
  Layout halo(int t, int l, int b, int r) {
    return new Layout(
        shape,
        stride,
        Math.max(top, t),
        Math.max(left, l),
        Math.max(bottom, b),
        Math.max(right, r));
  }

  /** Values from one row to the next. */
  int pitch() {
    return (left + shape.width() + right) * stride;
  }

  /** Values of one image, halo included. */
  int image() {
    return (top + shape.height() + bottom) * pitch();
  }

  /** Where a pixel begins; rows and columns outside the image lie in the halo. */
  int at(int y, int x) {
    return (top + y) * pitch() + (left + x) * stride;
  }

  /** Values of one row of the image, halo excluded. */
  int row() {
    return shape.width() * stride;
  }
}
