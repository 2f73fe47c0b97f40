package io.espalier.kernels.matrix;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * One tile of a sum of outer products: up to 8 values of the left factor, wherever they lie, times
 * {@code width} neighbouring values of the right one.
 *
 * @param left where each of the tile's 8 rows lies in a left factor; not copied
 * @param right where its columns begin in each right factor
 * @param target where its first row is stored
 * @param rows 1 to 8 rows stored; of {@link Strips}, where rows are neighbours, 1 to 16
 * @param width columns stored: 16 or 32
 */
public record Tile(int[] left, int right, int target, int rows, int width) {
  /** Fills {@code left} up to 8 rows with its last one: what is not stored is read nevertheless. */
  public static Tile of(int[] left, int right, int target, int width) {
    int[] whole = Arrays.copyOf(left, Math.max(left.length, Rows.TILE));
    Arrays.fill(whole, left.length, whole.length, left[left.length - 1]);
    return new Tile(whole, right, target, left.length, width);
  }

  /** A tile of {@code rows} neighbouring values from {@code left} on, 16 only of strips. */
  public static Tile of(int left, int right, int target, int rows, int width) {
    return of(IntStream.range(left, left + rows).toArray(), right, target, width);
  }
}
