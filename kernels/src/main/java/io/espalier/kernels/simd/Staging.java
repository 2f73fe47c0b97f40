package io.espalier.kernels.simd;

/**
 * A small buffer in which short or odd runs are laid out for whole vectors. Mutable; each thread
 * has its own, so that rounding a batch allocates nothing.
 */
final class Staging {
  /** Values it holds. */
  static final int CAPACITY = VectorBlocks.STRETCH;

  /** Grids whose plans are kept, by their hash: each layer may have its own. */
  private static final int PLANS = 64;

  private static final ThreadLocal<Staging> OWN = ThreadLocal.withInitial(Staging::new);

  final float[] values = new float[CAPACITY];
  final int[] fields = new int[CAPACITY / 2 + 3 * Lanes.COUNT];

  private final BlockGrid[] planned = new BlockGrid[PLANS];
  private final BlockPlan[] plans = new BlockPlan[PLANS];

  private Staging() {}

  /** The buffer of this thread. */
  static Staging own() {
    return OWN.get();
  }

  /** The plan of {@code grid}, kept for the next call with an equal one. */
  BlockPlan plan(BlockGrid grid) {
    int hash = grid.hashCode();
    int at = (hash ^ hash >>> 8 ^ hash >>> 16) & (PLANS - 1);
    if (!grid.equals(planned[at])) {
      plans[at] = BlockPlan.of(grid);
      planned[at] = grid;
    }
    return plans[at];
  }

  /** Copies a run in and fills up to {@code width} with zeros. */
  void put(float[] x, int from, int length, int at, int width) {
    if (length < 8) {
      for (int i = 0; i < length; i++) {
        values[at + i] = x[from + i];
      }
    } else {
      System.arraycopy(x, from, values, at, length);
    }
    for (int i = length; i < width; i++) {
      values[at + i] = 0;
    }
  }

  /** Copies a run out. */
  void take(float[] x, int from, int length, int at) {
    if (length < 8) {
      for (int i = 0; i < length; i++) {
        x[from + i] = values[at + i];
      }
    } else {
      System.arraycopy(values, at, x, from, length);
    }
  }
}
