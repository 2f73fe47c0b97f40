package io.espalier.kernels.net;

import io.espalier.kernels.format.Float32;
import io.espalier.kernels.format.NumberFormat;
import io.espalier.kernels.simd.Grid;
import io.espalier.kernels.simd.Rounding;

/**
 * The input of a product: the tensor before it, or that tensor rounded to a number format. Each
 * value is rounded once, however many windows read it; the halo stays 0; whoever else reads the
 * tensor before sees it unrounded. Mutable.
 */
final class Staging {
  private final Tensor source;
  private final boolean overwritable;
  private final int capacity;
  private Tensor staged;
  private Grid grid;
  private boolean wholeRows;

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

  /** What the product reads: the source itself or its rounded copy. */
  Tensor staged() {
    return staged;
  }

  /** Rounds to this format from now on; float32 ends it. */
  void format(NumberFormat format) {
    if (!format.isResolved()) {
      throw new IllegalArgumentException("fit the format of an input first, got " + format);
    }
    if (format instanceof Float32) {
      staged = source;
      grid = null;
      return;
    }
    grid = format.grid();
    int block = format.blockSize();
    wholeRows = source.stride() == source.channels() && block > 0 && source.channels() % block == 0;
    if (!overwritable && staged == source) {
      staged = Tensor.of(source.layout(), capacity);
    }
  }

  /** Rounds {@code some} images from n on, if there is a format. */
  Tensor stage(int n, int some) {
    if (grid != null) {
      for (int i = n; staged != source && i < n + some; i++) {
        staged.copyImage(source, i);
      }
      round(n, some);
    }
    return staged;
  }

  private void round(int n, int some) {
    Shape shape = source.shape();
    if (shape.isFlat()) {
      round(staged.row(n, 0), some, shape.channels(), source.layout().image());
      return;
    }
    for (int i = n; i < n + some; i++) {
      for (int y = 0; y < shape.height(); y++) {
        if (wholeRows) {
          round(staged.row(i, y), 1, source.layout().row(), source.layout().row());
        } else {
          round(staged.row(i, y), shape.width(), shape.channels(), source.stride());
        }
      }
    }
  }

  private void round(int from, int rows, int length, int stride) {
    Rounding.rows(grid, staged.values(), from, rows, length, stride);
  }
}
