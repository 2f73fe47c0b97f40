package io.espalier.compression.data;

import java.util.ArrayList;
import java.util.List;

/**
 * How the ten digits are written: pen strokes in a box of 100 × 100, y downwards. M lifts the pen
 * and sets it down, L draws a line, C a cubic Bézier curve (two control points, the end).
 */
final class DigitStrokes {
  private static final String[][] PATHS = {
    {
      "M50 8 C20 8 18 92 50 92 C82 92 80 8 50 8", "M60 12 C30 0 14 92 48 92 C84 92 86 14 50 8",
    },
    {
      "M50 8 L50 92", "M32 28 L52 8 L52 92", "M32 26 L52 8 L52 92 M32 92 L72 92",
    },
    {
      "M24 30 C24 2 78 2 76 32 C75 52 40 70 24 92 L78 92",
      "M26 28 C30 4 76 4 74 32 C72 60 42 92 30 90 C18 88 30 72 46 82 C58 90 68 92 78 86",
    },
    {
      "M26 18 C40 2 76 6 72 28 C70 44 54 48 44 48 C60 48 78 54 76 72 C74 96 36 98 22 80",
      "M26 10 L74 10 L46 42 C66 40 80 54 76 72 C72 94 38 98 22 82",
    },
    {
      "M60 92 L60 8 L20 66 L82 66",
      "M28 10 L24 54 L78 54 M66 10 L62 92",
      "M44 8 L20 62 L80 60 M60 40 L58 92",
    },
    {
      "M74 10 L34 10 L30 46 C46 36 78 40 76 66 C74 94 38 98 22 82",
      "M34 12 L30 48 C50 38 76 44 74 68 C72 92 40 98 24 84 M34 12 L76 8",
    },
    {
      "M68 10 C44 16 24 44 24 68 C24 98 76 98 76 68 C76 44 34 44 26 66",
      "M58 8 C32 40 22 60 26 76 C32 98 70 96 70 72 C70 52 40 52 28 76",
    },
    {
      "M22 10 L78 10 L42 92",
      "M22 12 L78 10 C62 36 48 60 46 92 M32 52 L70 50",
      "M24 24 L26 10 L76 10 C64 40 52 64 48 92",
    },
    {
      "M50 48 C22 40 24 8 50 8 C76 8 78 40 50 48 C16 58 20 92 50 92 C80 92 84 58 50 48",
      "M68 18 C50 0 22 16 34 34 C46 52 76 58 74 76 C72 96 28 96 26 76 C24 56 58 50 66 34"
          + " C70 26 70 22 68 18",
    },
    {
      "M74 32 C72 4 26 2 26 32 C26 58 70 58 74 34 C76 60 70 78 62 92",
      "M72 34 C70 6 28 4 28 32 C28 56 68 56 72 32 L68 92",
      "M70 24 C54 2 26 12 28 34 C30 54 62 52 70 24 C76 60 76 92 50 92 C40 92 32 88 28 82",
    },
  };

  private static final int CURVE_STEPS = 10;

  /** [digit][variant]: strokes, each x, y, x, y, … */
  private static final List<List<List<double[]>>> STROKES = parsed();

  private DigitStrokes() {}

  private static List<List<List<double[]>>> parsed() {
    List<List<List<double[]>>> digits = new ArrayList<>();
    for (String[] variants : PATHS) {
      List<List<double[]>> strokes = new ArrayList<>();
      for (String path : variants) {
        strokes.add(strokes(path));
      }
      digits.add(List.copyOf(strokes));
    }
    return List.copyOf(digits);
  }

  /** The number of ways in which a digit is written. */
  static int variants(int digit) {
    return STROKES.get(digit).size();
  }

  /** The strokes of a digit as polylines, each x, y, x, y, …; not to be changed. */
  static List<double[]> of(int digit, int variant) {
    return STROKES.get(digit).get(variant);
  }

  private static List<double[]> strokes(String path) {
    List<double[]> strokes = new ArrayList<>();
    for (String stroke : path.substring(1).split("M")) {
      strokes.add(polyline(stroke));
    }
    return List.copyOf(strokes);
  }

  private static double[] polyline(String stroke) {
    List<Double> points = new ArrayList<>();
    for (String piece : stroke.strip().split("(?=[LC])")) {
      double[] numbers = numbers(piece.replaceAll("[LC]", "").strip());
      if (piece.startsWith("C")) {
        addCurve(points, numbers);
      } else {
        points.add(numbers[0]);
        points.add(numbers[1]);
      }
    }
    return points.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static double[] numbers(String text) {
    String[] words = text.split(" ");
    double[] numbers = new double[words.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Double.parseDouble(words[i]);
    }
    return numbers;
  }

  private static void addCurve(List<Double> points, double[] c) {
    double x = points.get(points.size() - 2);
    double y = points.get(points.size() - 1);
    for (int step = 1; step <= CURVE_STEPS; step++) {
      double t = step / (double) CURVE_STEPS;
      points.add(cubic(t, x, c[0], c[2], c[4]));
      points.add(cubic(t, y, c[1], c[3], c[5]));
    }
  }

  private static double cubic(double t, double a, double b, double c, double d) {
    double s = 1 - t;
    return s * s * s * a + 3 * s * s * t * b + 3 * s * t * t * c + t * t * t * d;
  }
}
