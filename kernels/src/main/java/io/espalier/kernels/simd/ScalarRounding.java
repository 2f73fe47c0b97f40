package io.espalier.kernels.simd;

/** One value after the other by the definitions of the grids: the oracle of every other kernel. */
final class ScalarRounding implements RoundingKernels {
  static final ScalarRounding KERNELS = new ScalarRounding();

  private ScalarRounding() {}

  @Override
  public void round(Grid grid, float[] x, int from, int rows, int length, int stride) {
    for (int row = 0; row < rows; row++) {
      int start = from + row * stride;
      if (grid instanceof ElementGrid g) {
        elements(g, x, start, start + length);
      } else if (grid instanceof BlockGrid g) {
        blocks(g, x, start, start + length);
      }
    }
  }

  static void elements(ElementGrid grid, float[] x, int from, int to) {
    for (int i = from; i < to; i++) {
      x[i] = grid.round(x[i]);
    }
  }

  static void blocks(BlockGrid grid, float[] x, int from, int to) {
    for (int start = from; start < to; start += grid.blockSize()) {
      block(grid, x, start, Math.min(start + grid.blockSize(), to));
    }
  }

  static void block(BlockGrid grid, float[] x, int from, int to) {
    if (grid.nanSpreads() && hasNaN(x, from, to)) {
      java.util.Arrays.fill(x, from, to, Float.NaN);
    } else {
      elements(grid.at(BlockGrid.max(x, from, to)), x, from, to);
    }
  }

  private static boolean hasNaN(float[] x, int from, int to) {
    for (int i = from; i < to; i++) {
      if (Float.isNaN(x[i])) {
        return true;
      }
    }
    return false;
  }
}
