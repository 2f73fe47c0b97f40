package io.espalier.jobs.result;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The flat tables of a study, one Parquet file a table, made from the files of its trials: anyone
 * reads them with {@code spark.read.parquet(".../trials")}. They can be made again at any time.
 */
public final class TableFiles {
  static final String MANIFESTS = "manifests";
  static final String PLANS = "plans";
  static final String GENERATION = "espalier.generation";
  private static final int KEPT_MANIFESTS = 2;

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
   * Brings the tables up to date with the files of the trials; does nothing if they are.
   *
   * @return whether there was something to do
   */
  public boolean compact() {
    try {
      boolean changed = compactOnce();
      while (!isPublished(Manifest.newest(folder))) {
        compactOnce();
      }
      return changed;
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /** Every row of a table, trials included that are not compacted yet. */
  public List<Row> rows(Table<?> table) {
    try {
      if (table.equals(Columns.GRID)) {
        return stored(table);
      }
      return Snapshot.take(this, folder).rows(table);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /** Writes all tables as they are now into another folder, for readers that may not write here. */
  void copyTo(Folder target) throws IOException {
    Snapshot snapshot = Snapshot.take(this, folder);
    for (Table<?> table : Columns.tables()) {
      List<Row> rows = table.equals(Columns.GRID) ? stored(table) : snapshot.rows(table);
      target.makeFolder(table.name());
      target.replace(fileOf(table), ParquetRows.table(table, rows, Map.of()));
    }
  }

  private boolean compactOnce() throws IOException {
    Manifest newest = Manifest.newest(folder);
    Manifest now = files(newest.generation() + 1);
    if (newest.generation() > 0 && now.sameFiles(newest) && isPublished(newest)) {
      return false;
    }
    Snapshot snapshot = Snapshot.take(this, folder, newest, now);
    if (now.claim(folder)) {
      publish(snapshot, now.generation());
      removeBefore(now.generation() - KEPT_MANIFESTS);
    }
    return true;
  }

  private boolean isPublished(Manifest manifest) throws IOException {
    for (Table<?> table : Snapshot.TABLES) {
      if (!generationOf(table).equals(Optional.of(manifest.generation()))) {
        return false;
      }
    }
    return true;
  }

  private void publish(Snapshot snapshot, int generation) throws IOException {
    Map<String, String> notes = Map.of(GENERATION, String.valueOf(generation));
    for (Table<?> table : Snapshot.TABLES) {
      folder.makeFolder(table.name());
      folder.replace(fileOf(table), ParquetRows.table(table, snapshot.rows(table), notes));
    }
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
    Optional<byte[]> bytes = folder.read(fileOf(table));
    return bytes.flatMap(b -> ParquetRows.note(b, GENERATION)).map(Integer::valueOf);
  }

  /** The rows of a table's file; none if there is no such file. */
  List<Row> stored(Table<?> table) throws IOException {
    Optional<byte[]> bytes = folder.read(fileOf(table));
    return bytes.isEmpty()
        ? List.of()
        : ParquetRows.read(table, bytes.get(), folder.nameOf(fileOf(table))).stream()
            .map(StoredTrial::row)
            .toList();
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
