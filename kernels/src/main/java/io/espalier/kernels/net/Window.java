package io.espalier.kernels.net;

/** A kernel that slides over an image: its extent, step, surrounding padding and dilation. */
public record Window(
    int height,
    int width,
    int strideHeight,
    int strideWidth,
    Padding padding,
    int dilationHeight,
    int dilationWidth) {
  /** Checks that extents, strides and dilations are at least 1. */
  public Window {
    atLeastOne("kernel height", height);
    atLeastOne("kernel width", width);
    atLeastOne("stride height", strideHeight);
    atLeastOne("stride width", strideWidth);
    atLeastOne("dilation height", dilationHeight);
    atLeastOne("dilation width", dilationWidth);
  }

  private static void atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, got " + value);
    }
  }

  /** A {@code kernel × kernel} window with step 1 and no padding. */
  public static Window square(int kernel) {
    return new Window(kernel, kernel, 1, 1, Padding.NONE, 1, 1);
  }

  /** This window with the same step in both directions. */
  public Window stride(int stride) {
    return new Window(height, width, stride, stride, padding, dilationHeight, dilationWidth);
  }

  /** This window with the same padding on all sides. */
  public Window pad(int side) {
    return pad(Padding.all(side));
  }

  /** This window with the given padding. */
  public Window pad(Padding sides) {
    return new Window(
        height, width, strideHeight, strideWidth, sides, dilationHeight, dilationWidth);
  }

  /** This window with the same dilation in both directions. */
  public Window dilate(int dilation) {
    return new Window(height, width, strideHeight, strideWidth, padding, dilation, dilation);
  }

  /** The rows a dilated kernel spans. */
  public int spanHeight() {
    return (height - 1) * dilationHeight + 1;
  }

  /** The columns a dilated kernel spans. */
  public int spanWidth() {
    return (width - 1) * dilationWidth + 1;
  }

  /**
   * The shape of what this window yields over {@code input}, with {@code channels} channels.
   *
   * @throws IllegalArgumentException if the padded input is smaller than the window
   */
  public Shape output(Shape input, int channels) {
    int rows = input.height() + padding.top() + padding.bottom() - spanHeight();
    int columns = input.width() + padding.left() + padding.right() - spanWidth();
    if (rows < 0 || columns < 0) {
      throw new IllegalArgumentException(
          "window spanning "
              + spanHeight()
              + "×"
              + spanWidth()
              + " does not fit the input "
              + input
              + " with "
              + padding);
    }
    return new Shape(rows / strideHeight + 1, columns / strideWidth + 1, channels);
  }
}
