package io.espalier.kernels.matrix;

/**
 * The left factors of a block of outer products, copied side by side: strips of 16 neighbouring
 * values, in each strip one row for every pair. Value k of pair p is at {@code at(k) + p · 16}.
 *
 * @param width values of a pair, whole strips
 * @param pairs pairs there is room for
 * @param values the copy
 */
public record Strips(int width, int pairs, float[] values) {
  /** Values in a row of a strip. */
  public static final int WIDTH = 16;

  /** Checks the sizes. */
  public Strips {
    if (width % WIDTH != 0 || values.length != (long) width * pairs) {
      throw new IllegalArgumentException(
          "strips are whole runs of 16 values for each pair, got %d values, %d pairs, an array of %d"
              .formatted(width, pairs, values.length));
    }
  }

  /** Empty strips. */
  public static Strips of(int width, int pairs) {
    return new Strips(width, pairs, new float[Math.multiplyExact(width, pairs)]);
  }

  /** From one strip to the next. */
  public int pitch() {
    return pairs * WIDTH;
  }

  /** Where value k of the first pair is. */
  public int at(int k) {
    return k / WIDTH * pitch() + k % WIDTH;
  }
}
