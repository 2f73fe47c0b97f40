package io.espalier.kernels.net;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How long layers of some shapes and densities took without their zeros, as parts of the time with
 * them: what {@code bench sparse --format csv} printed, kept beside this class. The file's first
 * lines say on which machine and when.
 */
final class SparseTimes {
  private static final String FILE = "sparse-times.csv";

  /** The shapes in the order of the file. */
  static final List<Measured> ALL = read();

  private SparseTimes() {}

  /**
   * A time relative to that of whole panels.
   *
   * @param kept the part of the weights, or of the terms of strips, that is not zero
   */
  record Point(double kept, double time) {}

  /** One layer's times by density, ascending. */
  record Measured(Geometry geometry, int images, List<Point> singles, List<Point> runs) {}

  private static List<Measured> read() {
    Map<String, Measured> shapes = new LinkedHashMap<>();
    for (String line : lines()) {
      if (line.startsWith("singles ") || line.startsWith("runs ")) {
        add(line, shapes);
      }
    }
    return shapes.values().stream().map(SparseTimes::sorted).toList();
  }

  private static Measured sorted(Measured shape) {
    Comparator<Point> byDensity = Comparator.comparingDouble(Point::kept);
    return new Measured(
        shape.geometry(),
        shape.images(),
        shape.singles().stream().sorted(byDensity).toList(),
        shape.runs().stream().sorted(byDensity).toList());
  }

  private static List<String> lines() {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                SparseTimes.class.getResourceAsStream(FILE), StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A line is {@code NAME,images/s,unit,reference,ratio,note}. */
  private static void add(String line, Map<String, Measured> shapes) {
    String[] cells = line.split(",", -1);
    String[] words = cells[0].split(" ");
    Map<String, String> values = new HashMap<>();
    for (int i = 1; i < words.length; i++) {
      String[] pair = words[i].split("=");
      values.put(pair[0], pair[1]);
    }
    String key = cells[0].substring(words[0].length(), cells[0].lastIndexOf(' '));
    Measured shape = shapes.computeIfAbsent(key, unseen -> measured(values));
    Point point =
        new Point(Double.parseDouble(values.get("kept")), 1 / Double.parseDouble(cells[4]));
    (words[0].equals("singles") ? shape.singles() : shape.runs()).add(point);
  }

  private static Measured measured(Map<String, String> values) {
    int kernel = Integer.parseInt(values.get("kernel"));
    int at = Integer.parseInt(values.get("at"));
    Shape input = new Shape(at, at, Integer.parseInt(values.get("in")));
    Window window = Window.square(kernel).pad(kernel / 2);
    Convolution layer = new Convolution(Integer.parseInt(values.get("out")), window, Bias.PRESENT);
    return new Measured(
        Geometry.of(layer, input),
        Integer.parseInt(values.get("images")),
        new ArrayList<>(),
        new ArrayList<>());
  }
}
