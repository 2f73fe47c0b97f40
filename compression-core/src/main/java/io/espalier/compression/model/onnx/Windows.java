package io.espalier.compression.model.onnx;

import io.espalier.kernels.net.Padding;
import io.espalier.kernels.net.Window;

/** The windows of convolutions and poolings, as their attributes give them. */
final class Windows {
  private Windows() {}

  /** How many windows there are: only those that fit, or also those that reach over the end. */
  enum Rounding {
    FLOOR,
    CEILING
  }

  /**
   * The window over an input, the padding of a Pad before it included.
   *
   * @param kernel height and width
   */
  static Window of(Call call, Flow input, int[] kernel) {
    int[] strides = pair(call, "strides", 1);
    int[] dilations = pair(call, "dilations", 1);
    Window window =
        new Window(
            kernel[0], kernel[1], strides[0], strides[1], Padding.NONE, dilations[0], dilations[1]);
    Padding before = input.pad().orElse(Padding.NONE);
    return window.pad(sum(before, padding(call, input, window)));
  }

  /** Two values at least 1. */
  static int[] pair(Call call, String attribute, int otherwise) {
    long[] values = call.attributes().integers(attribute).orElse(new long[] {otherwise, otherwise});
    if (values.length != 2) {
      throw new IllegalArgumentException(
          attribute + " must be for two dimensions, got " + values.length + " values");
    }
    return new int[] {size(attribute, values[0]), size(attribute, values[1])};
  }

  private static int size(String attribute, long value) {
    if (value < 1 || value > 1 << 20) {
      throw new IllegalArgumentException(attribute + " must be at least 1, got " + value);
    }
    return (int) value;
  }

  static Padding sum(Padding a, Padding b) {
    return new Padding(
        Math.addExact(a.top(), b.top()),
        Math.addExact(a.left(), b.left()),
        Math.addExact(a.bottom(), b.bottom()),
        Math.addExact(a.right(), b.right()));
  }

  /** What this node itself pads. */
  static Padding padding(Call call, Flow input, Window window) {
    String mode = call.attributes().text("auto_pad", "NOTSET");
    long[] pads = call.attributes().integers("pads").orElse(new long[4]);
    return switch (mode) {
      case "NOTSET" -> given(pads);
      case "VALID" -> Padding.NONE;
      case "SAME_UPPER", "SAME_LOWER" -> same(mode, input, window);
      default -> throw new IllegalArgumentException("there is no auto_pad " + mode);
    };
  }

  private static Padding given(long[] pads) {
    if (pads.length != 4) {
      throw new IllegalArgumentException(
          "pads must be for two dimensions, got " + pads.length + " values");
    }
    return new Padding(side(pads[0]), side(pads[1]), side(pads[2]), side(pads[3]));
  }

  /** One side, within what any image can need. */
  static int side(long pad) {
    if (pad < 0 || pad > 1 << 20) {
      throw new IllegalArgumentException("pads must not be negative or vast, got " + pad);
    }
    return (int) pad;
  }

  private static Padding same(String mode, Flow input, Window window) {
    long[] extents = input.dims(1);
    int rows = missing(extents[2], window.spanHeight(), window.strideHeight());
    int columns = missing(extents[3], window.spanWidth(), window.strideWidth());
    int top = mode.equals("SAME_UPPER") ? rows / 2 : rows - rows / 2;
    int left = mode.equals("SAME_UPPER") ? columns / 2 : columns - columns / 2;
    return new Padding(top, left, rows - top, columns - left);
  }

  /** What it takes for ⌈extent / stride⌉ windows. */
  private static int missing(long extent, int span, int stride) {
    long windows = (extent + stride - 1) / stride;
    return Math.toIntExact(Math.max(0, (windows - 1) * stride + span - extent));
  }
}
