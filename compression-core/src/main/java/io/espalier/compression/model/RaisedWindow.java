package io.espalier.compression.model;

import io.espalier.kernels.net.Padding;
import io.espalier.kernels.net.Shape;
import io.espalier.kernels.net.Window;
import org.deeplearning4j.nn.conf.ConvolutionMode;

/**
 * A window as Deeplearning4j has it, which pads opposite sides alike or as much as its mode Same
 * asks for.
 *
 * @param window with all its padding
 * @param mode Truncate or Same
 */
record RaisedWindow(Window window, ConvolutionMode mode) {
  static RaisedWindow of(Window window, Shape input) {
    Windows.Sides sides =
        new Windows.Sides(
            new int[] {window.height(), window.width()},
            new int[] {window.strideHeight(), window.strideWidth()},
            new int[2],
            new int[] {window.dilationHeight(), window.dilationWidth()});
    boolean same =
        !isAlike(window.padding()) && Windows.of(sides, ConvolutionMode.Same, input).equals(window);
    return new RaisedWindow(window, same ? ConvolutionMode.Same : ConvolutionMode.Truncate);
  }

  private static boolean isAlike(Padding padding) {
    return padding.top() == padding.bottom() && padding.left() == padding.right();
  }

  /** Whether the padding needs a layer of its own. */
  boolean isPaddedApart() {
    return mode == ConvolutionMode.Truncate && !isAlike(window.padding());
  }

  int[] kernel() {
    return new int[] {window.height(), window.width()};
  }

  int[] stride() {
    return new int[] {window.strideHeight(), window.strideWidth()};
  }

  int[] dilation() {
    return new int[] {window.dilationHeight(), window.dilationWidth()};
  }

  /** Height and width; none where the mode or a layer of its own pads. */
  int[] padding() {
    boolean own = mode == ConvolutionMode.Truncate && !isPaddedApart();
    return own ? new int[] {window.padding().top(), window.padding().left()} : new int[2];
  }
}
