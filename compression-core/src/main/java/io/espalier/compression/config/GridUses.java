package io.espalier.compression.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Finds axes and top-level keys without effect, by leaving each out in turn. */
final class GridUses {
  private final Path file;
  private final Config root;
  private final Faults faults;

  GridUses(Path file, Config root, Faults faults) {
    this.file = file;
    this.root = root;
    this.faults = faults;
  }

  /** Notes what is unused, and what the trial itself lacks. */
  void check(GridFile grid) {
    if (GridFile.isNull(root.root().get(GridFile.TRIAL))) {
      faults.add(new Fault(file.toString(), GridFile.TRIAL, "missing"));
      checkSpelling();
      return;
    }
    Map<String, ConfigValue> point = new LinkedHashMap<>();
    grid.axes().forEach(axis -> point.put(axis.name(), axis.values().get(0)));
    try {
      ConfigObject trial = grid.trial(point);
      grid.axes().forEach(axis -> checkAxis(axis, point, trial));
      unknown().forEach((key, value) -> checkKey(key, value, point, trial));
    } catch (ConfigError e) {
      e.faults().forEach(faults::add);
      checkSpelling();
    }
  }

  private void checkAxis(GridAxis axis, Map<String, ConfigValue> point, ConfigObject trial) {
    Map<String, ConfigValue> rest = new LinkedHashMap<>(point);
    rest.remove(axis.name());
    if (sameTrial(root, rest, trial)) {
      faults.add(
          axis.values().get(0),
          KeyPath.join(GridFile.AXIS, axis.name()),
          "unused: the trial has no ${axis." + axis.name() + "}");
    }
  }

  private void checkKey(
      String key, ConfigValue value, Map<String, ConfigValue> point, ConfigObject trial) {
    Config without = root.withoutPath(ConfigUtil.quoteString(key));
    if (sameTrial(without, point, trial) && sameParts(without)) {
      addUnknown(key, value);
    }
  }

  /** While the trial has no value, only what looks like a known key can be called a mistake. */
  private void checkSpelling() {
    unknown()
        .forEach(
            (key, value) -> {
              if (Nearest.of(key, GridFile.KEYS).isPresent()) {
                addUnknown(key, value);
              }
            });
  }

  private void addUnknown(String key, ConfigValue value) {
    faults.add(value, KeyPath.join("", key), Nearest.unknown("key", key, GridFile.KEYS));
  }

  private boolean sameParts(Config other) {
    try {
      return GridFile.parts(file, other).equals(GridFile.parts(file, root));
    } catch (ConfigError e) {
      // It does not even resolve: what was left out is needed.
      return false;
    }
  }

  private static boolean sameTrial(
      Config other, Map<String, ConfigValue> point, ConfigObject trial) {
    try {
      return GridFile.resolve(other, point).getObject(GridFile.TRIAL).equals(trial);
    } catch (ConfigException e) {
      // As above.
      return false;
    }
  }

  /** Top-level keys of the file itself that we do not know; an included file may define any. */
  private Map<String, ConfigValue> unknown() {
    Map<String, ConfigValue> unknown = new TreeMap<>();
    root.root()
        .forEach(
            (key, value) -> {
              if (!GridFile.KEYS.contains(key) && !isIncluded(value.origin())) {
                unknown.put(key, value);
              }
            });
    return unknown;
  }

  private boolean isIncluded(ConfigOrigin origin) {
    return origin.filename() == null
        ? origin.resource() != null
        : !origin.filename().equals(file.toString());
  }
}
