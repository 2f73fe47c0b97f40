package io.espalier.compression.trial;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueFactory;
import io.espalier.compression.config.Canonical;
import io.espalier.compression.config.ConfigError;
import io.espalier.compression.config.ConfigReader;
import io.espalier.compression.config.Fault;
import io.espalier.compression.config.GridAxis;
import io.espalier.compression.config.GridFile;
import io.espalier.compression.config.Keep;
import io.espalier.compression.config.Places;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A grid of trials: one value of each axis, all combinations but the excluded ones, the last axis
 * fastest. Points are made as they are asked for, so that a grid of 100,000 costs nothing to hold.
 */
public final class Grid {
  /** Far above what anybody runs; below it a typing error would look like a hang. */
  private static final long MOST_COMBINATIONS = 10_000_000;

  private final Path file;
  private final GridFile source;
  private final List<int[]> exclusions;
  private final int combinations;

  private Grid(Path file, GridFile source, int combinations) {
    this.file = file;
    this.source = source;
    this.combinations = combinations;
    this.exclusions = source.exclusions().stream().map(this::indices).toList();
  }

  /**
   * The grid of a file.
   *
   * @param setOverrides {@code key=value} each, applied before anything is resolved
   * @throws ConfigError with what is wrong with the file, its axes or exclusions
   */
  public static Grid expand(Path file, List<String> setOverrides) {
    GridFile source = GridFile.read(file, setOverrides);
    long combinations = 1;
    for (GridAxis axis : source.axes()) {
      combinations = Math.min(combinations * axis.values().size(), MOST_COMBINATIONS + 1);
    }
    if (combinations > MOST_COMBINATIONS) {
      throw new ConfigError(
          file.toString(), "axis", "more than " + MOST_COMBINATIONS + " combinations");
    }
    Grid grid = new Grid(file, source, (int) combinations);
    if (grid.indices().findAny().isEmpty()) {
      throw new ConfigError(file.toString(), "exclude", "leaves no point of the grid");
    }
    return grid;
  }

  /** The name of the study. */
  public String study() {
    return source.study();
  }

  /** Which networks stay when all trials are done. */
  public Keep keep() {
    return source.keep();
  }

  /** The names of the axes, in order. */
  public List<String> axes() {
    return source.axes().stream().map(GridAxis::name).toList();
  }

  /** How many points there are. */
  public int size() {
    return (int) indices().count();
  }

  /** The points in order, made one by one. */
  public Stream<Point> points() {
    return indices().mapToObj(Point::new);
  }

  /**
   * The trials in order, read one by one; to be consumed by one thread.
   *
   * <p>Before the first, a point for each axis value is read, so that one error tells all that the
   * file has.
   *
   * @throws ConfigError with what is wrong with the trials; from the stream, if two points are the
   *     same trial
   */
  public <T> Stream<Trial<T>> trials(Class<T> type) {
    checkEachValue(type);
    Map<String, Integer> seen = new HashMap<>();
    return points().map(point -> distinct(point.read(type), seen));
  }

  private <T> Trial<T> distinct(Trial<T> trial, Map<String, Integer> seen) {
    Integer first = seen.putIfAbsent(Digests.shortHex(trial.text()), trial.point().index);
    if (first != null) {
      throw new ConfigError(
          file.toString(),
          "trial",
          "two points are the same trial: " + new Point(first) + " and " + trial.point());
    }
    return trial;
  }

  private void checkEachValue(Class<?> type) {
    List<BitSet> seen = source.axes().stream().map(axis -> new BitSet()).toList();
    List<Fault> faults = new ArrayList<>();
    points()
        .filter(point -> point.isNew(seen))
        .forEach(
            point -> {
              try {
                point.read(type);
              } catch (ConfigError e) {
                faults.addAll(e.faults());
              }
            });
    if (!faults.isEmpty()) {
      throw new ConfigError(faults);
    }
  }

  private IntStream indices() {
    return IntStream.range(0, combinations).filter(index -> !isExcluded(index));
  }

  private boolean isExcluded(int index) {
    if (exclusions.isEmpty()) {
      return false;
    }
    int[] position = position(index);
    return exclusions.stream().anyMatch(exclusion -> matches(exclusion, position));
  }

  private static boolean matches(int[] exclusion, int[] position) {
    for (int i = 0; i < position.length; i++) {
      if (exclusion[i] >= 0 && exclusion[i] != position[i]) {
        return false;
      }
    }
    return true;
  }

  /** For each axis the index of its excluded value, or -1 for any. */
  private int[] indices(Map<String, String> exclusion) {
    return source.axes().stream()
        .mapToInt(axis -> axis.texts().indexOf(exclusion.getOrDefault(axis.name(), "")))
        .toArray();
  }

  private int[] position(int index) {
    int[] position = new int[source.axes().size()];
    int rest = index;
    for (int i = position.length - 1; i >= 0; i--) {
      int values = source.axes().get(i).values().size();
      position[i] = rest % values;
      rest /= values;
    }
    return position;
  }

  /** A trial of the grid as a record, with its canonical text, paths as they are. */
  public record Trial<T>(Grid.Point point, T spec, String text) {}

  /** One combination of axis values; resolves its trial when asked. */
  public final class Point {
    private final int index;
    private final int[] position;

    private Point(int index) {
      this.index = index;
      this.position = position(index);
    }

    /** Axis to canonical text of its value, axes in order. */
    public Map<String, String> values() {
      return Collections.unmodifiableMap(each(axis -> axis.texts()::get));
    }

    /** For people: {@code sparsity=0.5 format=bfp(mantissa-width=7)}; differs between points. */
    public String label() {
      return each(axis -> axis.labels()::get).entrySet().stream()
          .map(entry -> entry.getKey() + "=" + entry.getValue())
          .collect(Collectors.joining(" "));
    }

    /** Canonical JSON: axis to value, sorted by axis. */
    public String json() {
      return Canonical.text(ConfigValueFactory.fromMap(each(axis -> axis.values()::get)));
    }

    /** The resolved trial; each value keeps the place it was written at. */
    public Config trial() {
      return source.trial(each(axis -> axis.values()::get)).toConfig();
    }

    /** A fault of an element of a list of the trial, at the place it was written. */
    Fault fault(String list, int index, String message) {
      String key = "trial." + list + "[" + index + "]";
      return new Fault(Places.of(trial().getList(list).get(index)), key, message);
    }

    /**
     * The trial as a record.
     *
     * @throws ConfigError with what is wrong with it
     */
    public <T> Trial<T> read(Class<T> type) {
      T spec = ConfigReader.read(trial().root(), type, "trial");
      return new Trial<>(this, spec, Canonical.text(spec));
    }

    @Override
    public String toString() {
      return label().isEmpty() ? "the only point" : label();
    }

    private <V> Map<String, V> each(Function<GridAxis, Function<Integer, V>> values) {
      Map<String, V> result = new LinkedHashMap<>();
      for (int i = 0; i < position.length; i++) {
        GridAxis axis = source.axes().get(i);
        result.put(axis.name(), values.apply(axis).apply(position[i]));
      }
      return result;
    }

    /** Whether it has an axis value that no point before it had; notes its values. */
    private boolean isNew(List<BitSet> seen) {
      boolean isNew = position.length == 0;
      for (int i = 0; i < position.length; i++) {
        isNew |= !seen.get(i).get(position[i]);
      }
      for (int i = 0; i < position.length; i++) {
        seen.get(i).set(position[i]);
      }
      return isNew;
    }
  }
}
