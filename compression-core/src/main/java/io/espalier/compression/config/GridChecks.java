package io.espalier.compression.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Takes a grid's file apart and collects what is wrong with it (mutable, one file). */
final class GridChecks {
  private static final List<String> KNOWN =
      List.of(GridFile.STUDY, GridFile.TRIAL, GridFile.AXIS, GridFile.EXCLUDE);

  private final Path file;
  private final Config root;
  private final List<Fault> faults = new ArrayList<>();

  GridChecks(Path file, Config root) {
    this.file = file;
    this.root = root;
  }

  void throwIfAny() {
    if (!faults.isEmpty()) {
      throw new ConfigError(faults);
    }
  }

  /** All but the trial, resolved: axes are lists here. */
  Config parts() {
    List<String> keys = List.of(GridFile.STUDY, GridFile.AXIS, GridFile.EXCLUDE);
    try {
      return GridFile.only(root, keys).resolveWith(root);
    } catch (ConfigException.BugOrBroken e) {
      throw new ConfigError(
          file.toString(), "", "an axis, the study or exclude cannot refer to itself");
    } catch (ConfigException e) {
      throw Origins.error(e);
    }
  }

  String study(Config parts) {
    ConfigValue value = parts.root().get(GridFile.STUDY);
    if (GridFile.isNull(value)) {
      return file.getFileName().toString().replaceFirst("\\.[^.]*$", "");
    }
    String name = String.valueOf(value.unwrapped());
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
      fault(
          value, GridFile.STUDY, "expected letters, digits, dots and hyphens, got '" + name + "'");
    }
    return name;
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
      fault(value, path, Scalars.wrong("a list of values", value).getMessage());
      return List.of();
    }
    if (list.isEmpty()) {
      fault(value, path, "needs at least one value");
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
        fault(
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
      fault(value, GridFile.EXCLUDE, Scalars.wrong("a list of objects", value).getMessage());
    }
    return List.copyOf(exclusions);
  }

  private Map<String, String> exclusion(ConfigValue value, String path, List<GridAxis> axes) {
    Map<String, String> exclusion = new TreeMap<>();
    object(value, path)
        .ifPresent(
            object -> {
              if (object.isEmpty()) {
                fault(value, path, "must name at least one axis");
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
      fault(value, path, Nearest.unknown("axis", name, names));
    } else if (!axis.get().texts().contains(Json.of(value))) {
      String values = String.join(", ", axis.get().texts());
      fault(value, path, "no value of axis " + name + ", which has " + values);
    }
  }

  /** Finds axes and top-level keys without effect, by leaving each out in turn. */
  void uses(GridFile grid) {
    Map<String, ConfigValue> point = new LinkedHashMap<>();
    grid.axes().forEach(axis -> point.put(axis.name(), axis.values().get(0)));
    ConfigValue trial = root.root().get(GridFile.TRIAL);
    if (GridFile.isNull(trial)) {
      faults.add(new Fault(file.toString(), GridFile.TRIAL, "missing"));
    } else {
      // Throws if a substitution of the trial has no value.
      ConfigObject whole = trialObject(grid, point);
      grid.axes().forEach(axis -> checkUsed(axis, point, whole));
    }
    unknown().forEach((key, value) -> checkUsed(grid, key, value, point));
  }

  private ConfigObject trialObject(GridFile grid, Map<String, ConfigValue> point) {
    try {
      return grid.trial(point);
    } catch (ConfigError e) {
      faults.addAll(e.faults());
      unknown()
          .forEach(
              (key, value) -> Nearest.of(key, KNOWN).ifPresent(near -> unknownKey(key, value)));
      throw new ConfigError(faults);
    }
  }

  private void checkUsed(GridAxis axis, Map<String, ConfigValue> point, ConfigObject whole) {
    Map<String, ConfigValue> rest = new LinkedHashMap<>(point);
    rest.remove(axis.name());
    if (same(root, rest, whole)) {
      fault(
          axis.values().get(0),
          KeyPath.join(GridFile.AXIS, axis.name()),
          "unused: the trial has no ${axis." + axis.name() + "}");
    }
  }

  private void checkUsed(
      GridFile grid, String key, ConfigValue value, Map<String, ConfigValue> point) {
    Config without = grid.without(key);
    boolean used =
        GridFile.isNull(root.root().get(GridFile.TRIAL))
            || !same(without, point, grid.trial(point))
            || !sameParts(without);
    if (!used) {
      unknownKey(key, value);
    }
  }

  private void unknownKey(String key, ConfigValue value) {
    fault(value, KeyPath.join("", key), Nearest.unknown("key", key, KNOWN));
  }

  private boolean sameParts(Config other) {
    try {
      return new GridChecks(file, other).parts().equals(parts());
    } catch (ConfigError e) {
      return false;
    }
  }

  private static boolean same(Config root, Map<String, ConfigValue> point, ConfigObject trial) {
    try {
      return GridFile.resolve(root, point).getObject(GridFile.TRIAL).equals(trial);
    } catch (ConfigException e) {
      // It does not even resolve: what was left out is needed.
      return false;
    }
  }

  /** Top-level keys of the file itself that we do not know; an included file may define any. */
  private Map<String, ConfigValue> unknown() {
    Map<String, ConfigValue> unknown = new TreeMap<>();
    root.root()
        .forEach(
            (key, value) -> {
              String name = value.origin().filename();
              boolean included = name == null ? value.origin().resource() != null : isOther(name);
              if (!KNOWN.contains(key) && !included) {
                unknown.put(key, value);
              }
            });
    return unknown;
  }

  private boolean isOther(String name) {
    return !name.equals(file.toString());
  }

  private Optional<ConfigObject> object(ConfigValue value, String path) {
    if (value instanceof ConfigObject object) {
      return Optional.of(object);
    }
    if (!GridFile.isNull(value)) {
      fault(value, path, Scalars.wrong("an object", value).getMessage());
    }
    return Optional.empty();
  }

  private void fault(ConfigValue at, String path, String message) {
    faults.add(new Fault(Origins.where(at.origin()), path, message));
  }
}
