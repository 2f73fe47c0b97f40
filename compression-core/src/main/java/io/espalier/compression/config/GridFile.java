package io.espalier.compression.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A grid as its file gives it: the study's name, what it keeps, the axes, the excluded
 * combinations, and a trial with a substitution wherever an axis goes. Safe to share between
 * threads.
 */
public final class GridFile {
  static final String STUDY = "study";
  static final String TRIAL = "trial";
  static final String AXIS = "axis";
  static final String EXCLUDE = "exclude";
  static final String KEEP = "keep";

  /** All keys of a grid's file; others are definitions for its substitutions. */
  static final List<String> KEYS = List.of(STUDY, TRIAL, AXIS, EXCLUDE, KEEP);

  private final Config root;
  private final String study;
  private final Keep keep;
  private final List<GridAxis> axes;
  private final List<Map<String, String>> exclusions;

  private GridFile(
      Config root,
      String study,
      Keep keep,
      List<GridAxis> axes,
      List<Map<String, String>> exclusions) {
    this.root = root;
    this.study = study;
    this.keep = keep;
    this.axes = axes;
    this.exclusions = exclusions;
  }

  /**
   * Reads a grid and checks all but the trials themselves.
   *
   * @param settings {@code key=value} each, applied before anything is resolved
   * @throws ConfigError with what is wrong
   */
  public static GridFile read(Path file, List<String> settings) {
    Config own = GridSource.parse(file);
    Config root = Overrides.apply(settings, own);
    Faults faults = new Faults();
    GridChecks checks = new GridChecks(file, faults);
    Config parts = parts(file, root);
    List<GridAxis> axes = checks.axes(parts, GridSource.axisOrder(file, own));
    List<Map<String, String>> exclusions = checks.exclusions(parts, axes);
    GridFile grid = new GridFile(root, checks.study(parts), checks.keep(parts), axes, exclusions);
    faults.throwIfAny();
    new GridUses(file, root, faults).check(grid);
    faults.throwIfAny();
    return grid;
  }

  /** The name of the study: the file's own name if it gives none. */
  public String study() {
    return study;
  }

  /** Which networks stay when all trials are done: all if the file does not say. */
  public Keep keep() {
    return keep;
  }

  /** The axes in the order of the file. */
  public List<GridAxis> axes() {
    return axes;
  }

  /** Combinations to leave out: axis name to canonical text of a value. */
  public List<Map<String, String>> exclusions() {
    return exclusions;
  }

  /**
   * The trial with these values, one of each axis; values keep the place they were written at.
   *
   * @throws ConfigError if a substitution has no value
   */
  public ConfigObject trial(Map<String, ConfigValue> point) {
    try {
      ConfigValue trial = resolve(root, point).root().get(TRIAL);
      if (trial instanceof ConfigObject object) {
        return object;
      }
      String message = Scalars.wrong("an object", trial).getMessage();
      throw new ConfigError(Origins.where(trial.origin()), TRIAL, message);
    } catch (ConfigException e) {
      throw Origins.error(e, axes.stream().map(GridAxis::name).toList());
    }
  }

  static Config resolve(Config root, Map<String, ConfigValue> point) {
    return root.withValue(AXIS, ConfigValueFactory.fromMap(point)).resolve();
  }

  /** All but the trial, resolved: axes are lists here. */
  static Config parts(Path file, Config root) {
    try {
      return only(root, List.of(STUDY, AXIS, EXCLUDE, KEEP)).resolveWith(root);
    } catch (ConfigException.BugOrBroken e) {
      // What the library answers to a self-reference when it resolves with another root.
      throw new ConfigError(
          file.toString(), "", "an axis, the study or exclude cannot refer to itself");
    } catch (ConfigException e) {
      throw Origins.error(e);
    }
  }

  static boolean isNull(ConfigValue value) {
    return value == null || value.valueType() == ConfigValueType.NULL;
  }

  private static Config only(Config root, List<String> keys) {
    Config result = ConfigFactory.empty();
    for (String key : keys) {
      ConfigValue value = root.root().get(key);
      result = value == null ? result : result.withValue(key, value);
    }
    return result;
  }
}
