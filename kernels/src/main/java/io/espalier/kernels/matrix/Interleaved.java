package io.espalier.kernels.matrix;

/**
 * Values of 16 images side by side, image innermost, so that one vector holds the same value of 16
 * images.
 */
public final class Interleaved {
  /** Images side by side. */
  public static final int IMAGES = 16;

  /**
   * Values before the first: arrays begin 16 bytes behind a multiple of their alignment, so that
   * the vectors of large ones, which begin with a heap region, are whole cache lines.
   */
  private static final int LEAD = 12;

  /** So large that the collectors of common heaps give the array a region of its own. */
  private static final int OWN_REGION = 1 << 20;

  private Interleaved() {}

  /** An array for {@code n} values of 16 images. */
  public static float[] array(int n) {
    return new float[Math.max(OWN_REGION, LEAD + n * IMAGES)];
  }

  /** Where value {@code e} of the first image lies in such an array. */
  public static int at(int e) {
    return LEAD + e * IMAGES;
  }

  /**
   * lanes[lanesFrom + 16 e + i] = x[from + i · image + e] for e in [0, n) and i in [0, images).
   *
   * @param image values from one image to the next
   */
  public static void join(
      float[] x, int from, int image, int images, int n, float[] lanes, int lanesFrom) {
    int i = 0;
    for (; i + 4 <= images; i += 4) {
      joinFour(x, from + i * image, image, n, lanes, lanesFrom + i);
    }
    for (; i < images; i++) {
      for (int e = 0; e < n; e++) {
        lanes[lanesFrom + IMAGES * e + i] = x[from + i * image + e];
      }
    }
  }

  private static void joinFour(float[] x, int from, int image, int n, float[] lanes, int to) {
    int second = from + image;
    int third = second + image;
    int fourth = third + image;
    for (int e = 0; e < n; e++) {
      int at = to + IMAGES * e;
      lanes[at] = x[from + e];
      lanes[at + 1] = x[second + e];
      lanes[at + 2] = x[third + e];
      lanes[at + 3] = x[fourth + e];
    }
  }

  /** The way back: x[from + i · image + e] = lanes[lanesFrom + 16 e + i]. */
  public static void part(
      float[] lanes, int lanesFrom, float[] x, int from, int image, int images, int n) {
    int i = 0;
    for (; i + 4 <= images; i += 4) {
      partFour(lanes, lanesFrom + i, x, from + i * image, image, n);
    }
    for (; i < images; i++) {
      for (int e = 0; e < n; e++) {
        x[from + i * image + e] = lanes[lanesFrom + IMAGES * e + i];
      }
    }
  }

  private static void partFour(float[] lanes, int lane, float[] x, int from, int image, int n) {
    int second = from + image;
    int third = second + image;
    int fourth = third + image;
    for (int e = 0; e < n; e++) {
      int at = lane + IMAGES * e;
      x[from + e] = lanes[at];
      x[second + e] = lanes[at + 1];
      x[third + e] = lanes[at + 2];
      x[fourth + e] = lanes[at + 3];
    }
  }
}
