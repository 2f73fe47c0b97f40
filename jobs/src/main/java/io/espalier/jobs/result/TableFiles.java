package io.espalier.jobs.result;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The flat tables of a study, one Parquet file a table, made from the files of its trials: anyone
 * reads them with {@code spark.read.parquet(".../trials")}. They can be made again at any time.
 */
public final class TableFiles {
  static final String MANIFESTS = "manifests";
  static final String PLANS = "plans";
  static final String GENERATION = "espalier.generation";
  private static final int KEPT_MANIFESTS = 2;

  /** Those made from the files of trials, and sorted by trial. */
  private static final List<Table<?>> OF_TRIALS =
      List.of(Columns.TRIALS, Columns.LAYERS, Columns.EPOCHS, Columns.HISTOGRAMS, Columns.ATTEMPTS);

  /** The tables that are made from files of their own. */
  private static final List<Table<?>> TABLES =
      Stream.concat(OF_TRIALS.stream(), Stream.of(Columns.BASELINES, Columns.STUDIES))
          .<Table<?>>map(table -> table)
          .toList();

  private final Folder folder;

  TableFiles(Folder folder) {
    this.folder = folder;
  }

  static String fileOf(Table<?> table) {
    return table.name() + "/" + table.name() + ".parquet";
  }

  /** The folder that holds a table's file, for Spark. */
  public String location(Table<?> table) {
    return folder.nameOf(table.name());
  }

  /** Whether a table's file is there. */
  public boolean has(Table<?> table) {
    try {
      return folder.has(fileOf(table));
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /**
   * Brings the tables up to date with the files of the trials; does nothing if they are. A trial's
   * file that cannot be read is set aside.
   *
   * @return whether there was something to do
   */
  public boolean compact() {
    return compact(message -> {});
  }

  /** The same; is told of each file that was set aside. */
  public boolean compact(Consumer<String> setAside) {
    try {
      new TrialFiles(folder).mendPacks(setAside);
      boolean changed = compactOnce(setAside);
      while (!isPublished(Manifest.newest(folder))) {
        compactOnce(setAside);
      }
      return changed;
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /** Every row of a table, trials included that are not compacted yet. */
  public List<Row> rows(Table<?> table) {
    return rows(table, Set.copyOf(table.names()));
  }

  /** The same with some columns only, the others null: what large grids are looked at with. */
  public List<Row> rows(Table<?> table, Set<String> columns) {
    try {
      if (table.equals(Columns.GRID)) {
        return stored(table, columns);
      }
      Manifest newest = Manifest.newest(folder);
      Manifest now = files(newest.generation() + 1);
      if (now.sameFiles(newest) && isPublished(newest)) {
        return stored(table, columns);
      }
      try {
        return passed(newest, now, table);
      } catch (DamagedFileException e) {
        return passed(Manifest.NONE, now, table);
      }
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private List<Row> passed(Manifest newest, Manifest now, Table<?> table) throws IOException {
    List<Row> rows = new ArrayList<>();
    Merge.Sink only =
        (of, row) -> {
          if (of.equals(table)) {
            rows.add(row);
          }
        };
    pass(newest, now, only, Merge.Damage::refuse);
    return rows;
  }

  /** Writes all tables as they are now into another folder, for readers that may not write here. */
  void copyTo(Folder target) throws IOException {
    Manifest newest = Manifest.newest(folder);
    Manifest now = files(newest.generation() + 1);
    try (Spools spools = spools(newest, now, Merge.Damage::refuse)) {
      spools.place(target);
    }
    target.makeFolder(Columns.GRID.name());
    target.replace(
        fileOf(Columns.GRID), ParquetRows.table(Columns.GRID, stored(Columns.GRID), Map.of()));
  }

  private boolean compactOnce(Consumer<String> setAside) throws IOException {
    Manifest newest = Manifest.newest(folder);
    Manifest now = files(newest.generation() + 1);
    if (newest.generation() > 0 && now.sameFiles(newest) && isPublished(newest)) {
      return false;
    }
    Set<String> damaged = new HashSet<>();
    Merge.Damage damage =
        (file, error) -> {
          new TrialFiles(folder).setAside(file);
          damaged.add(file);
          setAside.accept(error.getMessage());
        };
    try (Spools spools = spools(newest, now, damage)) {
      if (now.without(damaged).claim(folder)) {
        spools.place(folder);
        removeBefore(now.generation() - KEPT_MANIFESTS);
      }
    }
    return true;
  }

  /** The tables as they are now in temporary files; without the flat files if those are damaged. */
  private Spools spools(Manifest newest, Manifest now, Merge.Damage damage) throws IOException {
    Spools spools = new Spools(TABLES, Map.of(GENERATION, String.valueOf(now.generation())));
    try {
      pass(newest, now, spools, damage);
      spools.finish();
      return spools;
    } catch (DamagedFileException e) {
      spools.close();
      if (newest.equals(Manifest.NONE)) {
        throw e;
      }
      return spools(Manifest.NONE, now, damage);
    } catch (IOException | RuntimeException e) {
      spools.close();
      throw e;
    }
  }

  private void pass(Manifest newest, Manifest now, Merge.Sink sink, Merge.Damage damage)
      throws IOException {
    boolean held = isCarriedOver(newest, now);
    Map<Table<?>, Carried> carried = new HashMap<>();
    try {
      for (Table<?> table : OF_TRIALS) {
        carried.put(table, held ? carried(table) : new Carried());
      }
      TrialFiles files = new TrialFiles(folder);
      Fresh fresh = Fresh.of(now, held ? newest : Manifest.NONE, files.started());
      Merge.pass(files, carried, fresh, sink, damage);
    } finally {
      for (Carried each : carried.values()) {
        each.close();
      }
    }
    for (Row row : new BaselineFiles(folder).rows()) {
      sink.add(Columns.BASELINES, row);
    }
    for (Row row : studies()) {
      sink.add(Columns.STUDIES, row);
    }
  }

  private Carried carried(Table<?> table) throws IOException {
    return new Carried(table, folder.file(fileOf(table)), folder.nameOf(fileOf(table)));
  }

  /** Whether the flat files are of that generation and nothing was taken back. */
  private boolean isCarriedOver(Manifest newest, Manifest now) throws IOException {
    Optional<Integer> generation = Optional.of(newest.generation());
    for (Table<?> table : OF_TRIALS) {
      if (!generationOf(table).equals(generation)) {
        return false;
      }
    }
    return now.commits().containsAll(newest.commits()) && now.failed().containsAll(newest.failed());
  }

  private boolean isPublished(Manifest manifest) throws IOException {
    for (Table<?> table : TABLES) {
      if (!generationOf(table).equals(Optional.of(manifest.generation()))) {
        return false;
      }
    }
    return true;
  }

  private void removeBefore(int generation) throws IOException {
    for (String name : folder.list(MANIFESTS)) {
      if (name.compareTo(String.format("%08d", Math.max(0, generation))) < 0) {
        folder.remove(MANIFESTS + "/" + name);
      }
    }
  }

  /** The files there are now. */
  Manifest files(int generation) throws IOException {
    TrialFiles trials = new TrialFiles(folder);
    Set<String> started = names(trials.started().stream().map(StartMarker::file).toList());
    Set<String> failed = names(trials.failed().stream().map(FailedFile::file).toList());
    Set<String> baselines =
        folder.list(BaselineFiles.FOLDER).stream()
            .filter(name -> name.endsWith(".parquet"))
            .collect(Collectors.toCollection(TreeSet::new));
    return new Manifest(generation, names(trials.succeeded()), failed, started, baselines);
  }

  private static Set<String> names(Iterable<String> names) {
    Set<String> sorted = new TreeSet<>();
    names.forEach(sorted::add);
    return sorted;
  }

  /**
   * The generation a table's file was written in; empty if there is no such file or it is damaged.
   */
  Optional<Integer> generationOf(Table<?> table) throws IOException {
    return folder.has(fileOf(table))
        ? ParquetRows.note(folder.file(fileOf(table)), GENERATION).map(Integer::valueOf)
        : Optional.empty();
  }

  /** The rows of a table's file; none if there is no such file. */
  List<Row> stored(Table<?> table) throws IOException {
    return stored(table, Set.copyOf(table.names()));
  }

  private List<Row> stored(Table<?> table, Set<String> columns) throws IOException {
    List<Row> all = new ArrayList<>();
    if (!folder.has(fileOf(table))) {
      return all;
    }
    String name = folder.nameOf(fileOf(table));
    try (RowStream rows = ParquetRows.stream(table, folder.file(fileOf(table)), name, columns)) {
      for (Optional<StoredTrial> next = rows.next(); next.isPresent(); next = rows.next()) {
        all.add(next.get().row());
      }
    }
    return all;
  }

  /** One row a configuration that was run. */
  List<Row> studies() throws IOException {
    List<String> names = folder.list(PLANS);
    return Folder.each(
        names,
        name ->
            folder
                .read(PLANS + "/" + name)
                .map(b -> ParquetRows.read(Columns.STUDIES, b, folder.nameOf(PLANS + "/" + name)))
                .map(records -> records.get(0).row()));
  }

  private StoreException failure(IOException e) {
    return new StoreException(
        "results folder " + folder.location() + ": " + TrialFiles.reason(e), e);
  }
}
