package io.espalier.kernels.matrix;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The rows of an indirect product: row i reads its factors relative to {@code sources[i]} and
 * writes its result at {@code targets[i]}.
 *
 * <p>A convolution read through such a table needs no copy of its windows (Dukhan 2019, "The
 * Indirect Convolution Algorithm", arXiv:1907.02129). The table is filled up to whole tiles with
 * its last row: computing a row twice stores the same bits twice.
 *
 * @param sources where the factors of each row begin
 * @param targets where the result of each row begins
 */
public record Rows(int[] sources, int[] targets) {
  /** Rows a kernel computes together. */
  public static final int TILE = 8;

  /** Fills both tables up to a multiple of {@link #TILE}. */
  public Rows {
    if (sources.length != targets.length) {
      throw new IllegalArgumentException(
          "as many sources as targets are needed, got " + sources.length + ", " + targets.length);
    }
    sources = filled(sources);
    targets = filled(targets);
  }

  /** The number of rows, whole tiles. */
  public int count() {
    return sources.length;
  }

  /** The same rows in tables of {@code size}, in their order; the last may be shorter. */
  public List<Rows> cut(int size) {
    List<Rows> parts = new ArrayList<>();
    for (int from = 0; from < count(); from += size) {
      int to = Math.min(from + size, count());
      parts.add(
          new Rows(Arrays.copyOfRange(sources, from, to), Arrays.copyOfRange(targets, from, to)));
    }
    return parts;
  }

  private static int[] filled(int[] table) {
    int[] whole = Arrays.copyOf(table, upToTile(table.length));
    Arrays.fill(whole, table.length, whole.length, table.length == 0 ? 0 : table[table.length - 1]);
    return whole;
  }

  /** {@code count} rounded up to whole tiles. */
  public static int upToTile(int count) {
    return (count + TILE - 1) / TILE * TILE;
  }
}
