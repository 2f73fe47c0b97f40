package io.espalier.kernels.net;

/** Rows and columns added around an image before a window slides over it. */
public record Padding(int top, int left, int bottom, int right) {
  /** No padding. */
  public static final Padding NONE = new Padding(0, 0, 0, 0);

  /** Checks that no side is negative. */
  public Padding {
    if (top < 0 || left < 0 || bottom < 0 || right < 0) {
      throw new IllegalArgumentException(
          "padding must not be negative, got " + top + ", " + left + ", " + bottom + ", " + right);
    }
  }

  /** The same padding on all four sides. */
  public static Padding all(int side) {
    return new Padding(side, side, side, side);
  }

  /** The widest side. */
  public int widest() {
    return Math.max(Math.max(top, left), Math.max(bottom, right));
  }
}
