package io.espalier.kernels.net;

import io.espalier.kernels.format.Float32;
import io.espalier.kernels.format.NumberFormat;
import io.espalier.kernels.format.PassRange;
import io.espalier.kernels.simd.Grid;
import io.espalier.kernels.simd.Rounding;

/**
 * The input of a product: the tensor before it, or that tensor with small values set to zero and
 * rounded to a number format. Each value is rounded once, however many windows read it; the halo
 * stays 0; whoever else reads the tensor before sees it as it is. Mutable.
 */
final class Staging {
  private final Tensor source;
  private final boolean overwritable;
  private final int capacity;
  private Tensor staged;
  private Grid grid;
  private PassRange passes;
  private boolean joined;
  private float threshold;

  /** {@code overwritable}: nobody else reads the source, now or on the way back. */
  Staging(Tensor source, boolean overwritable, int capacity) {
    this.source = source;
    this.overwritable = overwritable;
    this.capacity = capacity;
    this.staged = source;
  }

  Layout layout() {
    return source.layout();
  }

  Tensor source() {
    return source;
  }

  /** What the product reads: the source itself or its changed copy. */
  Tensor staged() {
    return staged;
  }

  /** Rounds to this format from now on; float32 ends it. */
  void format(NumberFormat format) {
    if (!format.isResolved()) {
      throw new IllegalArgumentException("fit the format of an input first, got " + format);
    }
    if (format instanceof Float32) {
      grid = null;
      passes = null;
    } else {
      grid = format.grid();
      passes = PassRange.of(format);
      joined = joins(format);
    }
    place();
  }

  /** Sets values of a magnitude below this to zero from now on, before rounding; 0 ends it. */
  void threshold(float least) {
    threshold = least;
    place();
  }

  float threshold() {
    return threshold;
  }

  /** Whether the product reads anything but its source. */
  boolean changes() {
    return grid != null || threshold > 0;
  }

  private void place() {
    if (!changes()) {
      staged = source;
    } else if (!overwritable && staged == source) {
      staged = Tensor.of(source.layout(), capacity);
    }
  }

  /** Changes {@code some} images from n on, if there is a threshold or a format. */
  Tensor stage(int n, int some) {
    if (!changes()) {
      return staged;
    }
    for (int i = n; i < n + some; i++) {
      if (staged != source) {
        staged.copyImage(source, i);
      }
      if (threshold > 0) {
        silence(i);
      }
    }
    if (grid != null) {
      round(n, some);
    }
    return staged;
  }

  private void silence(int n) {
    for (int y = 0; y < source.height(); y++) {
      int from = staged.row(n, y);
      silence(staged.values(), from, from + source.width() * source.stride(), threshold);
    }
  }

  /** In place; what is not a number stays. */
  static void silence(float[] x, int from, int to, float threshold) {
    for (int i = from; i < to; i++) {
      x[i] = Math.abs(x[i]) < threshold ? 0 : x[i];
    }
  }

  /**
   * Whether neighbouring pixels may be rounded as one run: blocks do not cross pixels, and the
   * zeros between a pixel's channels and its stride stay zeros and change no block.
   */
  private boolean joins(NumberFormat format) {
    int block = format.blockSize();
    boolean whole = block > 0 && source.stride() % block == 0;
    return whole && (source.stride() == source.channels() || keepsZero(format));
  }

  private static boolean keepsZero(NumberFormat format) {
    float[] zeros = new float[2 * Layout.LANES];
    format.quantize(zeros, 0, zeros.length);
    for (float zero : zeros) {
      if (Float.floatToRawIntBits(zero) != 0) {
        return false;
      }
    }
    return true;
  }

  private void round(int n, int some) {
    Layout layout = source.layout();
    if (layout.image() == source.shape().pixels() * layout.stride()) {
      roundPixels(staged.image(n), some * source.shape().pixels());
      return;
    }
    for (int i = n; i < n + some; i++) {
      for (int y = 0; y < source.height(); y++) {
        roundPixels(staged.row(i, y), source.width());
      }
    }
  }

  /** Rounds pixels that lie one after the other. */
  private void roundPixels(int from, int pixels) {
    float[] x = staged.values();
    int stride = source.stride();
    if (joined) {
      Rounding.rows(grid, x, from, 1, pixels * stride, pixels * stride);
    } else {
      Rounding.rows(grid, x, from, pixels, source.channels(), stride);
    }
  }

  /** Zeroes the input's gradient where the input was set to zero or the format saturates. */
  void gate(Tensor dIn, int count) {
    boolean saturates = grid != null && passes.isLimited();
    if (!saturates && threshold == 0) {
      return;
    }
    for (int n = 0; n < count; n++) {
      for (int y = 0; y < source.height(); y++) {
        for (int x = 0; x < source.width(); x++) {
          int from = source.at(n, y, x);
          int dFrom = dIn.at(n, y, x);
          if (saturates) {
            passes.gate(source.values(), from, dIn.values(), dFrom, dIn.channels());
          }
          block(from, dIn, dFrom);
        }
      }
    }
  }

  private void block(int from, Tensor dIn, int dFrom) {
    float[] x = source.values();
    float[] dx = dIn.values();
    for (int c = 0; threshold > 0 && c < dIn.channels(); c++) {
      dx[dFrom + c] = Math.abs(x[from + c]) < threshold ? 0 : dx[dFrom + c];
    }
  }
}
