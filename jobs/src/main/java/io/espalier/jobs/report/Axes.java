package io.espalier.jobs.report;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The axes in a trial's label, such as {@code sparsity=0.5 format=bfp/8.5}. */
final class Axes {
  private static final Pattern AXIS = Pattern.compile("(?:^| )([A-Za-z][A-Za-z0-9_.-]*)=");

  private Axes() {}

  /** Axis name to value, in the label's order; values may hold spaces. */
  static Map<String, String> of(String label) {
    Map<String, String> axes = new LinkedHashMap<>();
    Matcher m = AXIS.matcher(label);
    String name = "";
    int from = 0;
    while (m.find()) {
      put(axes, name, label.substring(from, m.start()));
      name = m.group(1);
      from = m.end();
    }
    put(axes, name, label.substring(from));
    return axes;
  }

  private static void put(Map<String, String> axes, String name, String value) {
    if (!name.isEmpty()) {
      axes.put(name, value.strip());
    }
  }
}
