package io.espalier.compression.data;

import io.espalier.kernels.net.Shape;
import java.util.Arrays;

/**
 * Paints one digit into an image: the distance of each pixel to the nearest stroke gives its ink.
 * Uses only + − × ÷ and square roots on doubles, so every machine paints the same bits. Mutable.
 */
final class DigitPainter {
  static final int SIDE = 28;
  static final Shape SHAPE = new Shape(SIDE, SIDE, 1);

  private static final double FAR = 1e9;

  /** Squared distance of each pixel's centre to the nearest stroke, in pixels. */
  private final double[] squared = new double[SIDE * SIDE];

  private final Warp warp = new Warp();
  private final double[] points = new double[256];

  /** Paints {@code digit} as the draws say into image {@code index} of {@code pixels}. */
  void paint(int digit, Draws draws, byte[] pixels, int index) {
    Arrays.fill(squared, FAR);
    warp.draw(draws);
    double radius = draws.between(0.65, 1.6);
    for (double[] stroke : DigitStrokes.of(digit, draws.below(DigitStrokes.variants(digit)))) {
      warp.apply(stroke, points);
      line(stroke.length, radius + 1);
    }
    scratch(draws, radius);
    ink(draws, radius, pixels, index * SHAPE.volume());
  }

  /** Now and then a short stroke that belongs to nothing. */
  private void scratch(Draws draws, double radius) {
    if (draws.unit() < 0.2) {
      points[0] = draws.between(0, SIDE);
      points[1] = draws.between(0, SIDE);
      points[2] = points[0] + draws.between(-6, 6);
      points[3] = points[1] + draws.between(-6, 6);
      line(4, radius + 1);
    }
  }

  private void line(int length, double reach) {
    for (int i = 0; i + 3 < length; i += 2) {
      segment(points[i], points[i + 1], points[i + 2], points[i + 3], reach);
    }
  }

  private void segment(double x0, double y0, double x1, double y1, double reach) {
    int left = (int) Math.max(0, Math.min(x0, x1) - reach);
    int right = (int) Math.min(SIDE - 1, Math.max(x0, x1) + reach);
    int top = (int) Math.max(0, Math.min(y0, y1) - reach);
    int bottom = (int) Math.min(SIDE - 1, Math.max(y0, y1) + reach);
    double dx = x1 - x0;
    double dy = y1 - y0;
    double length = dx * dx + dy * dy;
    for (int row = top; row <= bottom; row++) {
      for (int column = left; column <= right; column++) {
        double px = column + 0.5 - x0;
        double py = row + 0.5 - y0;
        double along = length > 0 ? (px * dx + py * dy) / length : 0;
        double t = Math.max(0, Math.min(1, along));
        double ex = px - t * dx;
        double ey = py - t * dy;
        int k = row * SIDE + column;
        squared[k] = Math.min(squared[k], ex * ex + ey * ey);
      }
    }
  }

  /** Ink fades over one pixel at the stroke's edge; then contrast, paper and grain. */
  private void ink(Draws draws, double radius, byte[] pixels, int at) {
    double paper = draws.between(0, 0.12);
    double contrast = draws.between(0.55, 1) - paper;
    double grain = draws.between(0.02, 0.11);
    for (int i = 0; i < squared.length; i++) {
      double cover = Math.max(0, Math.min(1, radius + 0.5 - Math.sqrt(squared[i])));
      double value = paper + contrast * cover + grain * draws.bell();
      pixels[at + i] = (byte) (int) (255 * Math.max(0, Math.min(1, value)) + 0.5);
    }
  }
}
