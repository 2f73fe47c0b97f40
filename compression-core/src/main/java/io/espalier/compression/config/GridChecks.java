package io.espalier.compression.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Takes a grid's axes and exclusions apart and notes what is wrong with them. */
final class GridChecks {
  private final Path file;
  private final Faults faults;

  GridChecks(Path file, Faults faults) {
    this.file = file;
    this.faults = faults;
  }

  String study(Config parts) {
    ConfigValue value = parts.root().get(GridFile.STUDY);
    if (GridFile.isNull(value)) {
      return file.getFileName().toString().replaceFirst("\\.[^.]*$", "");
    }
    String name = String.valueOf(value.unwrapped());
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
      faults.add(
          value, GridFile.STUDY, "expected letters, digits, dots and hyphens, got '" + name + "'");
    }
    return name;
  }

  Keep keep(Config parts) {
    ConfigValue value = parts.root().get(GridFile.KEEP);
    if (GridFile.isNull(value)) {
      return Keep.ALL;
    }
    String name = String.valueOf(value.unwrapped());
    for (Keep keep : Keep.values()) {
      if (keep.name().toLowerCase(Locale.ROOT).equals(name)) {
        return keep;
      }
    }
    faults.add(value, GridFile.KEEP, "expected all, best or none, got '" + name + "'");
    return Keep.ALL;
  }

  List<GridAxis> axes(Config parts, Comparator<String> order) {
    Map<String, ConfigValue> found = new TreeMap<>(order);
    object(parts.root().get(GridFile.AXIS), GridFile.AXIS)
        .ifPresent(axes -> axes.forEach(found::put));
    return found.entrySet().stream().map(e -> axis(e.getKey(), e.getValue())).toList();
  }

  private GridAxis axis(String name, ConfigValue value) {
    GridAxis axis = GridAxis.of(name, values(name, value));
    checkDistinct(axis);
    return axis;
  }

  private List<ConfigValue> values(String name, ConfigValue value) {
    String path = KeyPath.join(GridFile.AXIS, name);
    if (!(value instanceof ConfigList list)) {
      faults.add(value, path, Scalars.wrong("a list of values", value).getMessage());
      return List.of();
    }
    if (list.isEmpty()) {
      faults.add(value, path, "needs at least one value");
    }
    return list;
  }

  private void checkDistinct(GridAxis axis) {
    Map<String, Integer> seen = new LinkedHashMap<>();
    String path = KeyPath.join(GridFile.AXIS, axis.name());
    for (int i = 0; i < axis.texts().size(); i++) {
      Integer first = seen.putIfAbsent(axis.texts().get(i), i);
      if (first != null) {
        String where = Origins.where(axis.values().get(first).origin());
        faults.add(
            axis.values().get(i),
            path + "[" + i + "]",
            "the same value as " + path + "[" + first + "] (" + where + ")");
      }
    }
  }

  List<Map<String, String>> exclusions(Config parts, List<GridAxis> axes) {
    ConfigValue value = parts.root().get(GridFile.EXCLUDE);
    List<Map<String, String>> exclusions = new ArrayList<>();
    if (value instanceof ConfigList list) {
      for (int i = 0; i < list.size(); i++) {
        exclusions.add(exclusion(list.get(i), GridFile.EXCLUDE + "[" + i + "]", axes));
      }
    } else if (!GridFile.isNull(value)) {
      faults.add(value, GridFile.EXCLUDE, Scalars.wrong("a list of objects", value).getMessage());
    }
    return List.copyOf(exclusions);
  }

  private Map<String, String> exclusion(ConfigValue value, String path, List<GridAxis> axes) {
    Map<String, String> exclusion = new TreeMap<>();
    object(value, path)
        .ifPresent(
            object -> {
              if (object.isEmpty()) {
                faults.add(value, path, "must name at least one axis");
              }
              object.forEach(
                  (name, part) -> {
                    checkExcluded(name, part, KeyPath.join(path, name), axes);
                    exclusion.put(name, Json.of(part));
                  });
            });
    return exclusion;
  }

  private void checkExcluded(String name, ConfigValue value, String path, List<GridAxis> axes) {
    Optional<GridAxis> axis = axes.stream().filter(a -> a.name().equals(name)).findFirst();
    if (axis.isEmpty()) {
      List<String> names = axes.stream().map(GridAxis::name).toList();
      faults.add(value, path, Nearest.unknown("axis", name, names));
    } else if (!axis.get().texts().contains(Json.of(value))) {
      String values = String.join(", ", axis.get().texts());
      faults.add(value, path, "no value of axis " + name + ", which has " + values);
    }
  }

  private Optional<ConfigObject> object(ConfigValue value, String path) {
    if (value instanceof ConfigObject object) {
      return Optional.of(object);
    }
    if (!GridFile.isNull(value)) {
      faults.add(value, path, Scalars.wrong("an object", value).getMessage());
    }
    return Optional.empty();
  }
}
