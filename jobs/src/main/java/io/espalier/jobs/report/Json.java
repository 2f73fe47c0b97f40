package io.espalier.jobs.report;

import java.util.List;
import java.util.Optional;

/** Values as JSON text. */
final class Json {
  private Json() {}

  static String object(List<String> names, List<Optional<Object>> values) {
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; i < names.size(); i++) {
      text.append(i == 0 ? "" : ",").append(string(names.get(i))).append(':');
      text.append(values.get(i).map(Json::value).orElse("null"));
    }
    return text.append('}').toString();
  }

  private static String value(Object value) {
    if (value instanceof Double || value instanceof Float) {
      double number = ((Number) value).doubleValue();
      return Double.isFinite(number) ? value.toString() : "null";
    }
    return value instanceof Number || value instanceof Boolean
        ? value.toString()
        : string(value.toString());
  }

  private static String string(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.chars().forEach(c -> character(quoted, (char) c));
    return quoted.append('"').toString();
  }

  private static void character(StringBuilder quoted, char c) {
    switch (c) {
      case '"' -> quoted.append("\\\"");
      case '\\' -> quoted.append("\\\\");
      case '\n' -> quoted.append("\\n");
      case '\r' -> quoted.append("\\r");
      case '\t' -> quoted.append("\\t");
      default -> {
        if (c < ' ') {
          quoted.append(String.format("\\u%04x", (int) c));
        } else {
          quoted.append(c);
        }
      }
    }
  }
}
