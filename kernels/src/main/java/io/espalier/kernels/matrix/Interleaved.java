package io.espalier.kernels.matrix;

/**
 * Values of 16 images side by side, image innermost, so that one vector holds the same value of 16
 * images.
 */
public final class Interleaved {
  /** Images side by side. */
  public static final int IMAGES = 16;

  /** Neighbouring places of 16 images that a sparse kernel computes together. */
  public static final int PLACES = 8;

  /**
   * Where values begin in an array: arrays begin 16 bytes behind a multiple of their alignment, so
   * that the vectors of large ones, which collectors with regions put at the start of one, are
   * whole cache lines. A vector across two lines costs half as much again; no bit depends on it.
   */
  public static final int START = 12;

  /** So large that the collectors of common heaps give the array a region of its own. */
  private static final int OWN_REGION = 1 << 20;

  private Interleaved() {}

  /** An array for {@code n} values of 16 images from {@link #START} on, zeros. */
  public static float[] array(int n) {
    return new float[Math.max(OWN_REGION, START + n * IMAGES)];
  }
}
