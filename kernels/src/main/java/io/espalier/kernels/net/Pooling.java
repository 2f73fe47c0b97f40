package io.espalier.kernels.net;

import java.util.List;

/**
 * The maximum or mean of each window of each channel.
 *
 * <p>Padding never wins a maximum; whether it counts in a mean is {@code counting}. Where several
 * values tie for the maximum, the gradient goes to the first in row order.
 */
public record Pooling(Kind kind, Window window, Counting counting) implements Layer {
  /** What is taken of a window. */
  public enum Kind {
    /** The largest value. */
    MAX,
    /** The mean. */
    AVERAGE
  }

  /** What the mean divides by. */
  public enum Counting {
    /** The size of the window, padding included. */
    PADDING_INCLUDED,
    /** The number of values of the window inside the image. */
    PADDING_EXCLUDED
  }

  /** Checks that every window has a value inside the image. */
  public Pooling {
    Padding padding = window.padding();
    if (Math.max(padding.top(), padding.bottom()) >= window.spanHeight()
        || Math.max(padding.left(), padding.right()) >= window.spanWidth()) {
      throw new IllegalArgumentException(
          "pooling padding must be smaller than its window, got " + padding + " for " + window);
    }
  }

  /** The maximum over a {@code size × size} window with that step. */
  public static Pooling max(int size) {
    return new Pooling(Kind.MAX, Window.square(size).stride(size), Counting.PADDING_EXCLUDED);
  }

  /** The mean over a {@code size × size} window with that step. */
  public static Pooling average(int size) {
    return new Pooling(Kind.AVERAGE, Window.square(size).stride(size), Counting.PADDING_EXCLUDED);
  }

  @Override
  public Shape output(List<Shape> inputs) {
    return window.output(inputs.get(0), inputs.get(0).channels());
  }
}
