package io.espalier.compression.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Compact JSON with sorted keys; parts are JSON already. */
final class Json {
  private Json() {}

  static String object(SortedMap<String, String> parts) {
    return parts.entrySet().stream()
        .map(entry -> quoted(entry.getKey()) + ":" + entry.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }

  static String list(Iterable<String> parts) {
    return "[" + String.join(",", parts) + "]";
  }

  static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ' || c > '~') {
        // ASCII only: the text is hashed and sent, and must not depend on any encoding.
        quoted.append(String.format("\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  /** A resolved value; equal ones have equal texts, 0.50 and 0.5 too. */
  static String of(ConfigValue value) {
    if (value instanceof ConfigObject object) {
      SortedMap<String, String> parts = new TreeMap<>();
      for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
        parts.put(entry.getKey(), of(entry.getValue()));
      }
      return object(parts);
    } else if (value instanceof ConfigList list) {
      return list(list.stream().map(Json::of).toList());
    }
    return scalar(value);
  }

  private static String scalar(ConfigValue value) {
    if (value.valueType() == ConfigValueType.STRING) {
      return quoted((String) value.unwrapped());
    }
    boolean real = value.unwrapped() instanceof Double d && Double.isFinite(d);
    return real
        ? CanonicalNumber.text((Double) value.unwrapped())
        : String.valueOf(value.unwrapped());
  }
}
