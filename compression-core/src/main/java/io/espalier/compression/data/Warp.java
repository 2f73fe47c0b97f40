package io.espalier.compression.data;

/**
 * One hand's way of writing: the box of 100 × 100 wobbled, slanted, scaled, turned and shifted into
 * an image of 28 × 28 pixels. Mutable: {@link #draw} makes it another.
 */
final class Warp {
  private static final double BOX = 100;
  private static final double PIXELS_PER_UNIT = 0.2;
  private static final int LATTICE = 4;
  private static final double WOBBLE = 4.5;

  private final double[] dx = new double[LATTICE * LATTICE];
  private final double[] dy = new double[LATTICE * LATTICE];
  private double xx;
  private double xy;
  private double yx;
  private double yy;
  private double shiftX;
  private double shiftY;

  /** Chooses all that varies. */
  void draw(Draws draws) {
    for (int i = 0; i < dx.length; i++) {
      dx[i] = WOBBLE * draws.bell();
      dy[i] = WOBBLE * draws.bell();
    }
    double width = PIXELS_PER_UNIT * draws.between(0.7, 1.1);
    double height = PIXELS_PER_UNIT * draws.between(0.7, 1.1);
    double slant = 0.2 * draws.bell();
    double angle = 0.17 * draws.bell();
    // StrictMath gives the same bits everywhere, Math need not.
    double sin = StrictMath.sin(angle);
    double cos = StrictMath.cos(angle);
    xx = cos * width;
    xy = -cos * width * slant - sin * height;
    yx = sin * width;
    yy = -sin * width * slant + cos * height;
    shiftX = DigitPainter.SIDE / 2.0 + draws.between(-2.2, 2.2);
    shiftY = DigitPainter.SIDE / 2.0 + draws.between(-2.2, 2.2);
  }

  /**
   * Maps points of the box to pixels; pixel (0, 0) covers 0 to 1.
   *
   * @param points x, y, x, y, …; not changed
   * @param out as long as {@code points}
   */
  void apply(double[] points, double[] out) {
    for (int i = 0; i < points.length; i += 2) {
      double x = points[i] - BOX / 2 + at(dx, points[i], points[i + 1]);
      double y = points[i + 1] - BOX / 2 + at(dy, points[i], points[i + 1]);
      out[i] = xx * x + xy * y + shiftX;
      out[i + 1] = yx * x + yy * y + shiftY;
    }
  }

  /** The lattice's value between its knots, smooth: linear in 3t² − 2t³. */
  private static double at(double[] lattice, double x, double y) {
    double column = x / BOX * (LATTICE - 1);
    double row = y / BOX * (LATTICE - 1);
    int c = (int) Math.max(0, Math.min(LATTICE - 2, column));
    int r = (int) Math.max(0, Math.min(LATTICE - 2, row));
    double s = smooth(column - c);
    double t = smooth(row - r);
    int k = r * LATTICE + c;
    double top = lattice[k] + s * (lattice[k + 1] - lattice[k]);
    double low = lattice[k + LATTICE] + s * (lattice[k + LATTICE + 1] - lattice[k + LATTICE]);
    return top + t * (low - top);
  }

  private static double smooth(double t) {
    return t * t * (3 - 2 * t);
  }
}
