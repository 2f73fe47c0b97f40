package io.espalier.jobs.result;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The rows of the tables made from files, at one moment: what the flat files hold already, and what
 * was added since. Mutable while it is taken.
 */
final class Snapshot {
  /** The tables that are made from files of their own. */
  static final List<Table<?>> TABLES =
      List.of(
          Columns.TRIALS,
          Columns.LAYERS,
          Columns.EPOCHS,
          Columns.BASELINES,
          Columns.ATTEMPTS,
          Columns.STUDIES);

  private final TrialFiles files;
  private final Map<String, Row> trials = new TreeMap<>();
  private final Map<String, List<Row>> layers = new TreeMap<>();
  private final Map<String, List<Row>> epochs = new TreeMap<>();
  private final Map<String, Row> attempts = new TreeMap<>();
  private final List<Row> baselines;
  private final List<Row> studies;

  private Snapshot(TrialFiles files, List<Row> baselines, List<Row> studies) {
    this.files = files;
    this.baselines = baselines;
    this.studies = studies;
  }

  static Snapshot take(TableFiles tables, Folder folder) throws IOException {
    Manifest newest = Manifest.newest(folder);
    return take(tables, folder, newest, tables.files(newest.generation() + 1));
  }

  /**
   * @param newest what the flat files may hold
   * @param now the files there are
   */
  static Snapshot take(TableFiles tables, Folder folder, Manifest newest, Manifest now)
      throws IOException {
    Snapshot snapshot =
        new Snapshot(new TrialFiles(folder), new BaselineFiles(folder).rows(), tables.studies());
    Manifest held = snapshot.carryOver(tables, newest, now) ? newest : Manifest.NONE;
    snapshot.addFailed(now, held);
    snapshot.addCommits(now, held);
    snapshot.addStarted();
    return snapshot;
  }

  /** The rows of a table, by key. */
  List<Row> rows(Table<?> table) {
    if (table.equals(Columns.TRIALS)) {
      return List.copyOf(trials.values());
    }
    if (table.equals(Columns.LAYERS)) {
      return layers.values().stream().flatMap(Collection::stream).toList();
    }
    if (table.equals(Columns.EPOCHS)) {
      return epochs.values().stream().flatMap(Collection::stream).toList();
    }
    if (table.equals(Columns.ATTEMPTS)) {
      return List.copyOf(attempts.values());
    }
    return table.equals(Columns.BASELINES) ? baselines : studies;
  }

  /** Takes the rows of the flat files if they are of that generation and nothing was taken back. */
  private boolean carryOver(TableFiles tables, Manifest newest, Manifest now) throws IOException {
    Optional<Integer> generation = Optional.of(newest.generation());
    if (!now.commits().containsAll(newest.commits())
        || !now.failed().containsAll(newest.failed())
        || !tables.generationOf(Columns.TRIALS).equals(generation)
        || !tables.generationOf(Columns.LAYERS).equals(generation)
        || !tables.generationOf(Columns.EPOCHS).equals(generation)
        || !tables.generationOf(Columns.ATTEMPTS).equals(generation)) {
      return false;
    }
    try {
      tables.stored(Columns.TRIALS).forEach(row -> trials.put(id(row), row));
      tables.stored(Columns.LAYERS).forEach(row -> add(row, layers));
      tables.stored(Columns.EPOCHS).forEach(row -> add(row, epochs));
      tables.stored(Columns.ATTEMPTS).stream().filter(Snapshot::ended).forEach(this::addAttempt);
      return true;
    } catch (DamagedFileException e) {
      trials.clear();
      layers.clear();
      epochs.clear();
      attempts.clear();
      return false;
    }
  }

  private static boolean ended(Row attempt) {
    String outcome = attempt.text("outcome").orElseThrow();
    return !outcome.equals("OPEN") && !outcome.equals("LOST");
  }

  private Optional<AttemptRow> unfinished(StartMarker marker) throws IOException {
    return files.unfinished(marker, trials.containsKey(marker.trialId()) ? "LOST" : "OPEN");
  }

  private void addFailed(Manifest now, Manifest held) throws IOException {
    List<FailedFile> fresh =
        now.failed().stream()
            .filter(name -> !held.failed().contains(name))
            .flatMap(name -> FailedFile.named(name).stream())
            .toList();
    for (StoredTrial trial : each(fresh, file -> read(() -> files.failed(file)))) {
      addAttempt(attempt(trial.row()));
      Row latest = trials.merge(id(trial.row()), trial.row(), Snapshot::later);
      if (latest.equals(trial.row())) {
        epochs.put(id(trial.row()), trial.epochs());
      }
    }
  }

  private void addCommits(Manifest now, Manifest held) {
    Set<String> fresh = new HashSet<>(now.commits());
    fresh.removeAll(held.commits());
    for (StoredTrial trial : each(fresh, id -> read(() -> files.committed(id)))) {
      addAttempt(attempt(trial.row()));
      trials.put(id(trial.row()), trial.row());
      layers.put(id(trial.row()), trial.layers());
      epochs.put(id(trial.row()), trial.epochs());
    }
  }

  private void addStarted() {
    List<StartMarker> open = files.started();
    for (AttemptRow attempt : each(open, marker -> read(() -> unfinished(marker)))) {
      Row row = Columns.ATTEMPTS.row(attempt);
      attempts.putIfAbsent(key(row), row);
    }
  }

  /** Reads files side by side: a file takes milliseconds, a grid has many. */
  private static <A, B> List<B> each(Collection<A> of, Function<A, Optional<B>> reading) {
    return of.parallelStream().map(reading).flatMap(Optional::stream).toList();
  }

  private static <T> Optional<T> read(Read<T> read) {
    try {
      return read.read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private interface Read<T> {
    Optional<T> read() throws IOException;
  }

  private static Row later(Row one, Row other) {
    return one.whole("attempts").orElseThrow() > other.whole("attempts").orElseThrow()
        ? one
        : other;
  }

  private static void add(Row row, Map<String, List<Row>> rows) {
    rows.computeIfAbsent(id(row), id -> new ArrayList<>()).add(row);
  }

  private void addAttempt(Row attempt) {
    attempts.put(key(attempt), attempt);
  }

  private static Row attempt(Row trial) {
    return Columns.ATTEMPTS.row(
        new AttemptRow(
            id(trial),
            Math.toIntExact(trial.whole("attempts").orElseThrow()),
            trial.instant("started_at").orElseThrow(),
            trial.instant("finished_at"),
            trial.text("status").orElseThrow(),
            trial.text("failure_kind"),
            trial.text("failure_message"),
            trial.text("host").orElseThrow(),
            trial.text("executor_id").orElseThrow()));
  }

  private static String id(Row row) {
    return row.text("trial_id").orElseThrow();
  }

  private static String key(Row attempt) {
    return id(attempt) + String.format("-%09d", attempt.whole("attempt").orElseThrow());
  }
}
