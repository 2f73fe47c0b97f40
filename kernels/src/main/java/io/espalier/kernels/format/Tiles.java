package io.espalier.kernels.format;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * A tensor cut into full-rank tiles, each a run of values that share fields. Tiles start at index 0
 * in every dimension, the last along a dimension may be short; its values are taken row-major.
 */
public final class Tiles {
  private final int[] shape;
  private final int[] tile;

  private Tiles(int[] shape, int[] tile) {
    this.shape = shape;
    this.tile = tile;
  }

  /**
   * Cuts a row-major tensor of {@code shape} into tiles of {@code block}. A shorter block is
   * aligned to the right and filled with ones; −1 or more than the dimension means all of it.
   */
  public static Tiles of(int[] shape, int... block) {
    if (block.length > shape.length) {
      throw new IllegalArgumentException(
          "block "
              + Arrays.toString(block)
              + " has more dimensions than the tensor "
              + Arrays.toString(shape));
    }
    int[] tile = new int[shape.length];
    for (int d = 0; d < shape.length; d++) {
      int b = d - shape.length + block.length;
      tile[d] = extent(shape[d], b < 0 ? 1 : block[b]);
    }
    return new Tiles(shape.clone(), tile);
  }

  private static int extent(int dimension, int block) {
    if (dimension < 0 || block == 0 || block < -1) {
      throw new IllegalArgumentException(
          "dimensions must not be negative and blocks 1 or more, or -1 for all; got "
              + dimension
              + " and "
              + block);
    }
    return block == -1 ? Math.max(dimension, 1) : Math.max(Math.min(block, dimension), 1);
  }

  /** The whole tensor as one tile. */
  public static Tiles whole(int... shape) {
    int[] all = new int[shape.length];
    Arrays.fill(all, -1);
    return of(shape, all);
  }

  /** One tile for each index of {@code axis}. */
  public static Tiles along(int axis, int... shape) {
    if (axis < 0 || axis >= shape.length) {
      throw new IllegalArgumentException("axis must be in [0, " + shape.length + "), got " + axis);
    }
    int[] block = new int[shape.length];
    Arrays.fill(block, -1);
    block[axis] = 1;
    return of(shape, block);
  }

  /** How many tiles there are. */
  public int count() {
    return product(d -> (shape[d] + tile[d] - 1) / tile[d]);
  }

  /** Values in a full tile. */
  public int volume() {
    return product(d -> tile[d]);
  }

  /** Values in the tensor. */
  public int size() {
    return product(d -> shape[d]);
  }

  private int product(IntUnaryOperator factor) {
    int product = 1;
    for (int d = 0; d < shape.length; d++) {
      product = Math.multiplyExact(product, factor.applyAsInt(d));
    }
    return product;
  }

  /**
   * Rounds the tensor {@code x[from, from + size())} in place, each tile a run of its own. A block
   * format cuts long tiles further.
   */
  public void quantize(NumberFormat format, float[] x, int from) {
    if (format.isResolved() && format.blockSize() == 1) {
      format.quantize(x, from, from + size());
      return;
    }
    float[] values = new float[volume()];
    int[] start = new int[shape.length];
    for (int left = count(); left > 0; left--) {
      quantizeTile(format, x, from, start, values);
      advance(start);
    }
  }

  private void quantizeTile(NumberFormat format, float[] x, int from, int[] start, float[] values) {
    if (isContiguous()) {
      int first = from + offset(start);
      format.quantize(x, first, first + held(start));
      return;
    }
    int n = copy(x, from, start, values, Direction.GATHER);
    format.quantize(values, 0, n);
    copy(x, from, start, values, Direction.SCATTER);
  }

  /**
   * Whether every tile is one stretch: behind the first dimension it spans, it takes all of them.
   */
  private boolean isContiguous() {
    int d = 0;
    while (d < shape.length && tile[d] == 1) {
      d++;
    }
    for (int rest = d + 1; rest < shape.length; rest++) {
      if (tile[rest] != shape[rest]) {
        return false;
      }
    }
    return true;
  }

  private int offset(int[] index) {
    int offset = 0;
    for (int d = 0; d < shape.length; d++) {
      offset = offset * shape[d] + index[d];
    }
    return offset;
  }

  private int held(int[] start) {
    int n = 1;
    for (int d = 0; d < shape.length; d++) {
      n *= end(start, d) - start[d];
    }
    return n;
  }

  private int end(int[] start, int d) {
    return Math.min(start[d] + tile[d], shape[d]);
  }

  private enum Direction {
    GATHER,
    SCATTER
  }

  private int copy(float[] x, int from, int[] start, float[] values, Direction direction) {
    int[] index = start.clone();
    int last = shape.length - 1;
    int run = end(start, last) - start[last];
    int n = 0;
    do {
      int at = from + offset(index);
      if (direction == Direction.GATHER) {
        System.arraycopy(x, at, values, n, run);
      } else {
        System.arraycopy(values, n, x, at, run);
      }
      n += run;
    } while (nextRow(index, start));
    return n;
  }

  private boolean nextRow(int[] index, int[] start) {
    for (int d = shape.length - 2; d >= 0; d--) {
      if (++index[d] < end(start, d)) {
        return true;
      }
      index[d] = start[d];
    }
    return false;
  }

  private void advance(int[] start) {
    for (int d = shape.length - 1; d >= 0; d--) {
      start[d] += tile[d];
      if (start[d] < shape[d]) {
        return;
      }
      start[d] = 0;
    }
  }

  @Override
  public String toString() {
    return Arrays.toString(shape) + " in tiles of " + Arrays.toString(tile);
  }
}
