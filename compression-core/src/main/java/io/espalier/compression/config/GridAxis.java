package io.espalier.compression.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * An axis of a grid: its values with their places in the file, their canonical texts, and labels as
 * short as the axis allows.
 */
public record GridAxis(
    String name, List<ConfigValue> values, List<String> texts, List<String> labels) {
  static GridAxis of(String name, List<ConfigValue> values) {
    List<String> texts = values.stream().map(Json::of).toList();
    List<String> labels = values.stream().map(value -> label(value, values)).toList();
    return new GridAxis(name, List.copyOf(values), texts, labels);
  }

  private static String label(ConfigValue value, List<ConfigValue> all) {
    if (!(value instanceof ConfigObject object)) {
      return plain(value);
    }
    Map<String, String> shown = new TreeMap<>();
    for (String key : varying(object, all)) {
      if (object.containsKey(key)) {
        shown.put(key, plain(object.get(key)));
      }
    }
    String keys =
        shown.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining(","));
    String type = type(object);
    return keys.isEmpty() && !type.isEmpty() ? type : type + "(" + keys + ")";
  }

  /** The keys, type aside, in which the objects of this one's type differ. */
  private static Set<String> varying(ConfigObject object, List<ConfigValue> all) {
    List<ConfigObject> family = new ArrayList<>();
    Set<String> keys = new TreeSet<>();
    for (ConfigValue value : all) {
      if (value instanceof ConfigObject other && type(other).equals(type(object))) {
        family.add(other);
        keys.addAll(other.keySet());
      }
    }
    keys.remove(RecordShape.TYPE);
    keys.removeIf(key -> family.stream().map(other -> text(other, key)).distinct().count() == 1);
    return keys;
  }

  private static String text(ConfigObject object, String key) {
    return object.containsKey(key) ? Json.of(object.get(key)) : "";
  }

  private static String type(ConfigObject object) {
    ConfigValue type = object.get(RecordShape.TYPE);
    return type == null ? "" : plain(type);
  }

  private static String plain(ConfigValue value) {
    return value.unwrapped() instanceof String text ? text : Json.of(value);
  }
}
