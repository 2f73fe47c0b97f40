package io.espalier.kernels.net;

import io.espalier.kernels.simd.RowKernels;
import java.util.Arrays;

/** Maximum or mean over windows. 2 × 2 maxima, what most networks use, have their own loop. */
final class PoolingStep implements Step {
  private final Pooling layer;
  private final Window window;
  private final Tensor in;
  private final Tensor out;
  private final Tensor dIn;
  private final Tensor dOut;
  private final RowKernels rows;
  private final boolean quarters;
  private final float[] rest;

  /** {@code dIn} and {@code dOut} are null where they are not needed. */
  PoolingStep(Pooling layer, Tensor in, Tensor out, Tensor dIn, Tensor dOut, RowKernels rows) {
    this.layer = layer;
    this.window = layer.window();
    this.in = in;
    this.out = out;
    this.dIn = dIn;
    this.dOut = dOut;
    this.rows = rows;
    this.quarters = layer.kind() == Pooling.Kind.MAX && window.equals(Window.square(2).stride(2));
    this.rest = new float[in.stride()];
  }

  /** A pooling over the whole image. */
  static Pooling global(Pooling.Kind kind, Shape shape) {
    Window whole = new Window(shape.height(), shape.width(), 1, 1, Padding.NONE, 1, 1);
    return new Pooling(kind, whole, Pooling.Counting.PADDING_EXCLUDED);
  }

  @Override
  public void forward(int count) {
    for (int n = 0; n < count; n++) {
      for (int y = 0; y < out.height(); y++) {
        if (quarters) {
          rows.max2x2(
              in.values(),
              in.row(n, 2 * y),
              in.row(n, 2 * y + 1),
              out.values(),
              out.row(n, y),
              out.width(),
              out.stride());
        } else {
          forwardRow(n, y);
        }
      }
    }
  }

  private void forwardRow(int n, int y) {
    int top = y * window.strideHeight() - window.padding().top();
    for (int x = 0; x < out.width(); x++) {
      int left = x * window.strideWidth() - window.padding().left();
      int target = out.at(n, y, x);
      gather(n, top, left, target);
      if (layer.kind() == Pooling.Kind.AVERAGE) {
        scale(out.values(), target, out.stride(), share(top, left));
      }
    }
  }

  private void gather(int n, int top, int left, int target) {
    boolean first = true;
    for (int ky = 0; ky < window.height(); ky++) {
      for (int kx = 0; kx < window.width(); kx++) {
        int y = top + ky * window.dilationHeight();
        int x = left + kx * window.dilationWidth();
        if (inside(y, x)) {
          take(in.at(n, y, x), target, first);
          first = false;
        }
      }
    }
    if (first) {
      Arrays.fill(out.values(), target, target + out.stride(), 0);
    }
  }

  private void take(int source, int target, boolean first) {
    if (first) {
      System.arraycopy(in.values(), source, out.values(), target, out.stride());
    } else if (layer.kind() == Pooling.Kind.MAX) {
      rows.max(in.values(), source, out.values(), target, out.stride());
    } else {
      rows.add(in.values(), source, out.values(), target, out.stride());
    }
  }

  private boolean inside(int y, int x) {
    return y >= 0 && y < in.height() && x >= 0 && x < in.width();
  }

  /** One over what the mean of the window at (top, left) divides by. */
  private float share(int top, int left) {
    if (layer.counting() == Pooling.Counting.PADDING_INCLUDED) {
      return 1f / (window.height() * window.width());
    }
    int counted = 0;
    for (int ky = 0; ky < window.height(); ky++) {
      for (int kx = 0; kx < window.width(); kx++) {
        if (inside(top + ky * window.dilationHeight(), left + kx * window.dilationWidth())) {
          counted++;
        }
      }
    }
    return counted == 0 ? 0 : 1f / counted;
  }

  private static void scale(float[] values, int from, int n, float factor) {
    for (int i = from; i < from + n; i++) {
      values[i] *= factor;
    }
  }

  @Override
  public void backward(int count) {
    for (int n = 0; dIn != null && n < count; n++) {
      if (!quarters || in.height() % 2 + in.width() % 2 != 0) {
        dIn.clearImage(n);
      }
      for (int y = 0; y < out.height(); y++) {
        if (quarters) {
          backwardQuarters(n, y);
        } else {
          backwardRow(n, y);
        }
      }
    }
  }

  private void backwardQuarters(int n, int y) {
    rows.route2x2(
        in.values(),
        in.row(n, 2 * y),
        in.row(n, 2 * y + 1),
        out.values(),
        out.row(n, y),
        dOut.values(),
        dOut.row(n, y),
        dIn.values(),
        dIn.row(n, 2 * y),
        dIn.row(n, 2 * y + 1),
        out.width(),
        out.stride());
  }

  private void backwardRow(int n, int y) {
    int top = y * window.strideHeight() - window.padding().top();
    for (int x = 0; x < out.width(); x++) {
      int left = x * window.strideWidth() - window.padding().left();
      System.arraycopy(dOut.values(), dOut.at(n, y, x), rest, 0, rest.length);
      if (layer.kind() == Pooling.Kind.AVERAGE) {
        scale(rest, 0, rest.length, share(top, left));
      }
      scatter(n, top, left, out.at(n, y, x));
    }
  }

  private void scatter(int n, int top, int left, int result) {
    for (int ky = 0; ky < window.height(); ky++) {
      for (int kx = 0; kx < window.width(); kx++) {
        int y = top + ky * window.dilationHeight();
        int x = left + kx * window.dilationWidth();
        if (!inside(y, x)) {
          continue;
        }
        if (layer.kind() == Pooling.Kind.MAX) {
          route(in.at(n, y, x), result, dIn.at(n, y, x));
        } else {
          rows.add(rest, 0, dIn.values(), dIn.at(n, y, x), rest.length);
        }
      }
    }
  }

  /** Gives what is left of the gradient to this position wherever it holds the maximum. */
  private void route(int source, int result, int target) {
    for (int c = 0; c < rest.length; c++) {
      if (in.values()[source + c] == out.values()[result + c]) {
        dIn.values()[target + c] += rest[c];
        rest[c] = 0;
      }
    }
  }
}
