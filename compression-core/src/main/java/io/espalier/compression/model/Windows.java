package io.espalier.compression.model;

import io.espalier.kernels.net.Padding;
import io.espalier.kernels.net.Shape;
import io.espalier.kernels.net.Window;
import org.deeplearning4j.nn.conf.ConvolutionMode;

/** Deeplearning4j's kernel geometry as a window. */
final class Windows {
  private Windows() {}

  /** Height and width of each. */
  record Sides(int[] kernel, int[] stride, int[] padding, int[] dilation) {}

  /** The window over an input of that shape; no mode is Deeplearning4j's default, Truncate. */
  static Window of(Sides sides, ConvolutionMode mode, Shape input) {
    if (mode == ConvolutionMode.Causal) {
      throw new IllegalArgumentException("there is no causal convolution over images");
    }
    return new Window(
        sides.kernel[0],
        sides.kernel[1],
        sides.stride[0],
        sides.stride[1],
        mode == ConvolutionMode.Same ? same(sides, input) : given(sides.padding),
        sides.dilation[0],
        sides.dilation[1]);
  }

  private static Padding given(int[] padding) {
    return new Padding(padding[0], padding[1], padding[0], padding[1]);
  }

  /** What makes the output ⌈input / stride⌉; an odd one goes to the bottom and right. */
  private static Padding same(Sides sides, Shape input) {
    int rows = same(sides, 0, input.height());
    int columns = same(sides, 1, input.width());
    return new Padding(rows / 2, columns / 2, rows - rows / 2, columns - columns / 2);
  }

  private static int same(Sides sides, int axis, int extent) {
    int span = (sides.kernel[axis] - 1) * sides.dilation[axis] + 1;
    int steps = (extent - 1) / sides.stride[axis];
    return Math.max(0, steps * sides.stride[axis] + span - extent);
  }
}
