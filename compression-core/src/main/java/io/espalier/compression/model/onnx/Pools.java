package io.espalier.compression.model.onnx;

import io.espalier.kernels.net.GlobalPooling;
import io.espalier.kernels.net.Padding;
import io.espalier.kernels.net.Pooling;
import io.espalier.kernels.net.Shape;
import io.espalier.kernels.net.Window;
import java.util.Arrays;
import java.util.List;

/** Poolings. */
final class Pools {
  private Pools() {}

  static Value pool(Call call, Pooling.Kind kind) {
    Attributes attributes = call.attributes();
    attributes.ignore("storage_order");
    Flow input = call.image(0);
    if (attributes.integers("kernel_shape").isEmpty()) {
      throw new IllegalArgumentException("needs a kernel_shape");
    }
    Window window = Windows.of(call, input, Windows.pair(call, "kernel_shape", 1));
    Pooling.Counting counting = counting(call, kind, input, window);
    if (attributes.flag("ceil_mode")) {
      window = ceiling(window, input.shape(), counting);
    }
    return call.add(new Pooling(kind, window, counting), Form.Image.NCHW, List.of(input));
  }

  /**
   * Zeros of a Pad count as values: in a mean always, in a maximum only where nothing is below 0.
   */
  private static Pooling.Counting counting(
      Call call, Pooling.Kind kind, Flow input, Window window) {
    boolean included = kind == Pooling.Kind.AVERAGE && call.attributes().flag("count_include_pad");
    if (input.pad().isEmpty()) {
      return included ? Pooling.Counting.PADDING_INCLUDED : Pooling.Counting.PADDING_EXCLUDED;
    }
    if (kind == Pooling.Kind.MAX) {
      if (!call.draft().isNeverNegative(input.node())) {
        throw new IllegalArgumentException(
            "a maximum over a Pad's zeros is only possible behind a ReLU");
      }
      return Pooling.Counting.PADDING_EXCLUDED;
    }
    if (!included && !window.padding().equals(input.pad().get())) {
      throw new IllegalArgumentException("cannot count a Pad's zeros without counting its own");
    }
    return Pooling.Counting.PADDING_INCLUDED;
  }

  /** Padding more below and to the right gives the windows that reach over the end. */
  private static Window ceiling(Window window, Shape input, Pooling.Counting counting) {
    Padding pad = window.padding();
    int below =
        excess(input.height(), pad.top(), pad.bottom(), window.spanHeight(), window.strideHeight());
    int beside =
        excess(input.width(), pad.left(), pad.right(), window.spanWidth(), window.strideWidth());
    if (below + beside > 0 && counting == Pooling.Counting.PADDING_INCLUDED) {
      throw new IllegalArgumentException(
          "ceil_mode over the end of a mean that counts padding is not supported");
    }
    return window.pad(
        new Padding(pad.top(), pad.left(), pad.bottom() + below, pad.right() + beside));
  }

  /**
   * What is missing at the end. Whether a window that starts behind the image counts is told
   * differently by PyTorch and by onnxruntime.
   */
  private static int excess(int extent, int before, int after, int span, int stride) {
    long room = (long) extent + before + after - span;
    if (room < 0 || room % stride == 0) {
      return 0;
    }
    long start = (room / stride + 1) * stride;
    if (start >= (long) extent + before) {
      throw new IllegalArgumentException(
          "ceil_mode with a window that starts behind the image is not supported");
    }
    return Math.toIntExact(start - room);
  }

  static Value global(Call call, Pooling.Kind kind) {
    Flow input = call.image(0);
    if (input.pad().isPresent()) {
      throw new IllegalArgumentException("cannot pool over a Pad's zeros");
    }
    return call.add(new GlobalPooling(kind), Form.Image.NCHW, List.of(input));
  }

  /** A mean over height and width, as {@code x.mean([2, 3])} is exported. */
  static Value mean(Call call) {
    call.attributes().ignore("noop_with_empty_axes");
    Flow input = call.flow(0);
    long[] axes = call.integers("axes", 1).orElse(new long[0]);
    int[] sorted = Arrays.stream(axes).mapToInt(axis -> Call.axis(axis, 4)).sorted().toArray();
    if (!(input.form() instanceof Form.Image image)
        || sorted.length != 2
        || image.axes().get(sorted[0]) != 2
        || image.axes().get(sorted[1]) != 3) {
      throw new IllegalArgumentException("only the mean over height and width is supported");
    }
    boolean kept = call.attributes().integer("keepdims", 1) != 0;
    Form form = kept ? image : Form.Vector.plain(input.shape().channels());
    return call.add(new GlobalPooling(Pooling.Kind.AVERAGE), form, List.of(input));
  }
}
