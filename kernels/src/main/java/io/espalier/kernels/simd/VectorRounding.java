package io.espalier.kernels.simd;

import static io.espalier.kernels.simd.Lanes.COUNT;

/**
 * Rounds with vectors: whole vectors or blocks where they lie, what is left over laid out in a
 * staging buffer first. Grids and blocks that the loops cannot take are left to {@link
 * ScalarRounding}.
 */
final class VectorRounding implements RoundingKernels {
  /** Values an element loop takes in one turn. */
  private static final int TURN = 2 * COUNT;

  @Override
  public void round(Grid grid, float[] x, int from, int rows, int length, int stride) {
    if (grid instanceof ElementGrid g) {
      elements(g, x, from, rows, length, stride);
    } else if (grid instanceof BlockGrid g) {
      blocks(g, x, from, rows, length, stride);
    }
  }

  private void elements(ElementGrid g, float[] x, int from, int rows, int length, int stride) {
    if (!fits(g)) {
      ScalarRounding.KERNELS.round(g, x, from, rows, length, stride);
    } else if (stride == length || rows == 1) {
      run(g, x, from, from + rows * length);
    } else if (length <= Staging.CAPACITY / 4) {
      staged(g, x, from, rows, length, stride);
    } else {
      for (int row = 0; row < rows; row++) {
        run(g, x, from + row * stride, from + row * stride + length);
      }
    }
  }

  private static void run(ElementGrid g, float[] x, int from, int to) {
    int whole = from + (to - from) / TURN * TURN;
    if (whole > from) {
      loop(g, x, from, whole);
    }
    if (whole < to) {
      Staging s = Staging.own();
      s.put(x, whole, to - whole, 0, TURN);
      loop(g, s.values, 0, TURN);
      s.take(x, whole, to - whole, 0);
    }
  }

  /** Many short runs, one behind the other in the buffer. */
  private static void staged(ElementGrid g, float[] x, int from, int rows, int length, int stride) {
    Staging s = Staging.own();
    int batch = (Staging.CAPACITY - TURN) / length;
    for (int first = 0; first < rows; first += batch) {
      int end = Math.min(first + batch, rows);
      for (int row = first; row < end; row++) {
        s.put(x, from + row * stride, length, (row - first) * length, length);
      }
      int n = (end - first) * length;
      int padded = (n + TURN - 1) / TURN * TURN;
      java.util.Arrays.fill(s.values, n, padded, 0);
      loop(g, s.values, 0, padded);
      for (int row = first; row < end; row++) {
        s.take(x, from + row * stride, length, (row - first) * length);
      }
    }
  }

  private static boolean fits(ElementGrid grid) {
    if (grid instanceof FixedGrid g) {
      return VectorUniform.fits(g);
    }
    if (grid instanceof ScaledGrid g) {
      return VectorUniform.fits(g);
    }
    if (grid instanceof MiniGrid g) {
      return VectorFloats.fits(g);
    }
    if (grid instanceof DenormGrid g) {
      return VectorFloats.fits(g);
    }
    if (grid instanceof LogGrid g) {
      return VectorFloats.fits(g);
    }
    return !(grid instanceof ShortGrid g) || g.dropped() > 0;
  }

  private static void loop(ElementGrid grid, float[] x, int from, int to) {
    if (grid instanceof FixedGrid g) {
      VectorUniform.fixed(g, x, from, to);
    } else if (grid instanceof ScaledGrid g) {
      VectorUniform.scaled(g, x, from, to);
    } else if (grid instanceof MiniGrid g) {
      VectorFloats.mini(g, x, from, to);
    } else if (grid instanceof DenormGrid g) {
      VectorFloats.denorm(g, x, from, to);
    } else if (grid instanceof LogGrid g) {
      VectorFloats.log(g, x, from, to);
    } else if (grid instanceof ShortGrid g) {
      VectorUniform.truncated(g, x, from, to);
    } else if (grid instanceof SignGrid g) {
      VectorUniform.signs(g, x, from, to);
    } else if (grid instanceof DeadZoneGrid g) {
      VectorUniform.deadZone(g, x, from, to);
    }
  }

  private void blocks(BlockGrid g, float[] x, int from, int rows, int length, int stride) {
    int block = Math.min(g.blockSize(), length);
    if (block > 2 * COUNT || COUNT < 8 || !BlockPlan.fits(g)) {
      wide(g, x, from, rows, length, stride);
      return;
    }
    if (block == 1 && (stride == length || rows == 1) && VectorSingles.fits(g)) {
      singles(g, x, from, from + rows * length);
    } else if (stride == length && length % block == 0) {
      blocks(g, block, x, from, 1, rows * length, rows * length);
    } else {
      blocks(g, block, x, from, rows, length, stride);
    }
  }

  private static void blocks(
      BlockGrid g, int block, float[] x, int from, int rows, int length, int stride) {
    int width = block <= COUNT ? COUNT : 2 * COUNT;
    int direct = block == width ? length / (4 * width) * (4 * width) : 0;
    Staging s = Staging.own();
    for (int row = 0; direct > 0 && row < rows; row++) {
      int start = from + row * stride;
      VectorBlocks.round(g, x, start, start + direct, width, s);
    }
    if (direct < length) {
      staged(g, block, width, s, x, from + direct, rows, length - direct, stride);
    }
  }

  private static void singles(BlockGrid g, float[] x, int from, int to) {
    int whole = from + (to - from) / COUNT * COUNT;
    for (int i = from; i < whole; i += VectorBlocks.STRETCH) {
      VectorSingles.round(g, x, i, Math.min(i + VectorBlocks.STRETCH, whole));
    }
    if (whole < to) {
      Staging s = Staging.own();
      s.put(x, whole, to - whole, 0, COUNT);
      VectorSingles.round(g, s.values, 0, COUNT);
      s.take(x, whole, to - whole, 0);
    }
  }

  /** What is left of each run, every block padded with zeros to whole vectors. */
  private static void staged(
      BlockGrid g,
      int block,
      int width,
      Staging s,
      float[] x,
      int from,
      int rows,
      int length,
      int stride) {
    int row = 0;
    int at = 0;
    while (row < rows) {
      int slots = 0;
      int firstRow = row;
      int firstAt = at;
      while (slots < Staging.CAPACITY && row < rows) {
        int n = Math.min(block, length - at);
        s.put(x, from + row * stride + at, n, slots, width);
        slots += width;
        at += n;
        if (at == length) {
          at = 0;
          row++;
        }
      }
      int end = slots;
      while (slots % (4 * width) != 0) {
        s.values[slots++] = 0;
      }
      VectorBlocks.round(g, s.values, 0, slots, width, s);
      unload(s, end, block, width, x, from, firstRow, firstAt, length, stride);
    }
  }

  private static void unload(
      Staging s,
      int end,
      int block,
      int width,
      float[] x,
      int from,
      int firstRow,
      int firstAt,
      int length,
      int stride) {
    int row = firstRow;
    int at = firstAt;
    for (int slot = 0; slot < end; slot += width) {
      int n = Math.min(block, length - at);
      s.take(x, from + row * stride + at, n, slot);
      at += n;
      if (at == length) {
        at = 0;
        row++;
      }
    }
  }

  /** Blocks of many vectors: each is a run of its own once its largest magnitude is known. */
  private static void wide(BlockGrid g, float[] x, int from, int rows, int length, int stride) {
    for (int row = 0; row < rows; row++) {
      int end = from + row * stride + length;
      for (int start = end - length; start < end; start += g.blockSize()) {
        wideBlock(g, x, start, Math.min(start + g.blockSize(), end));
      }
    }
  }

  private static void wideBlock(BlockGrid g, float[] x, int from, int to) {
    float max = VectorMax.magnitude(x, from, to);
    ElementGrid grid = g.at(Float.isNaN(max) ? 0 : Math.min(max, Float.MAX_VALUE));
    if (Float.isNaN(max) || !fits(grid)) {
      ScalarRounding.block(g, x, from, to);
    } else {
      run(grid, x, from, to);
    }
  }
}
