package io.espalier.jobs.result;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The rows of the tables made from files, at one moment, trial by trial in the order of their ids:
 * what the flat files hold already, and what was added since. Of the trials' rows it holds those of
 * a few hundred trials at a time. Mutable, for one pass.
 */
final class Merge {
  /** New files read side by side: a file takes milliseconds, a grid has many. */
  private static final int BATCH = 512;

  private final TrialFiles files;
  private final Sink sink;
  private final Damage damage;
  private final Carried trials;
  private final Carried layers;
  private final Carried epochs;
  private final Carried histograms;
  private final Carried attempts;

  private Merge(TrialFiles files, Sink sink, Damage damage, Map<Table<?>, Carried> carried) {
    this.files = files;
    this.sink = sink;
    this.damage = damage;
    this.trials = carried.get(Columns.TRIALS);
    this.layers = carried.get(Columns.LAYERS);
    this.epochs = carried.get(Columns.EPOCHS);
    this.histograms = carried.get(Columns.HISTOGRAMS);
    this.attempts = carried.get(Columns.ATTEMPTS);
  }

  /** Where rows go, those of a table in the order of its key. */
  interface Sink {
    void add(Table<?> table, Row row) throws IOException;
  }

  /** What is done about a trial's file that cannot be read. */
  interface Damage {
    void found(String file, DamagedFileException error) throws IOException;

    /** Ends the pass. */
    static void refuse(String file, DamagedFileException error) {
      throw error;
    }
  }

  /**
   * Makes a pass.
   *
   * @param carried what the flat files hold of each table of trials
   * @param fresh files that they do not hold
   */
  static void pass(
      TrialFiles files, Map<Table<?>, Carried> carried, Fresh fresh, Sink sink, Damage damage)
      throws IOException {
    Merge merge = new Merge(files, sink, damage, carried);
    Iterator<List<FreshTrial>> batches = fresh.batches(BATCH);
    while (batches.hasNext()) {
      for (Read read : merge.read(batches.next())) {
        merge.carryUpTo(read.fresh().trialId());
        merge.trial(read);
      }
    }
    merge.carryUpTo("g");
  }

  /** A fresh trial with its files read: failures in order of attempt, the commit last. */
  private record Read(
      FreshTrial fresh, List<StoredTrial> ended, boolean committed, List<Damaged> damaged) {}

  private record Damaged(String file, DamagedFileException error) {}

  private List<Read> read(List<FreshTrial> batch) throws IOException {
    List<Read> all = batch.parallelStream().map(this::read).toList();
    for (Read read : all) {
      for (Damaged each : read.damaged()) {
        damage.found(each.file(), each.error());
      }
    }
    return all;
  }

  private Read read(FreshTrial fresh) {
    List<StoredTrial> ended = new ArrayList<>();
    List<Damaged> damaged = new ArrayList<>();
    for (FailedFile failed : fresh.failed()) {
      read(TrialFiles.fileOf(failed), () -> files.failed(failed), damaged).ifPresent(ended::add);
    }
    Optional<StoredTrial> commit = Optional.empty();
    if (fresh.committed()) {
      String file = TrialFiles.commitOf(fresh.trialId());
      commit = read(file, () -> files.committed(fresh.trialId()), damaged);
      commit.ifPresent(ended::add);
    }
    return new Read(fresh, ended, commit.isPresent(), damaged);
  }

  private static Optional<StoredTrial> read(String file, Reading reading, List<Damaged> damaged) {
    try {
      return reading.read();
    } catch (DamagedFileException e) {
      damaged.add(new Damaged(file, e));
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private interface Reading {
    Optional<StoredTrial> read() throws IOException;
  }

  /** Passes on the trials before one. */
  private void carryUpTo(String end) throws IOException {
    for (String next = next(); next.compareTo(end) < 0; next = next()) {
      trial(new Read(new FreshTrial(next), List.of(), false, List.of()));
    }
  }

  private String next() {
    return Stream.of(trials, layers, epochs, histograms, attempts)
        .flatMap(rows -> rows.trial().stream())
        .min(String::compareTo)
        .orElse("g");
  }

  private void trial(Read read) throws IOException {
    String id = read.fresh().trialId();
    Optional<Row> row = trials.take(id).stream().findFirst();
    List<Row> below = layers.take(id);
    List<Row> history = epochs.take(id);
    List<Row> weights = histograms.take(id);
    Map<Long, Row> starts = new TreeMap<>();
    attempts.take(id).stream().filter(Merge::ended).forEach(start -> put(starts, start));
    for (int i = 0; i < read.ended().size(); i++) {
      StoredTrial ended = read.ended().get(i);
      put(starts, attempt(ended.row()));
      boolean commit = read.committed() && i == read.ended().size() - 1;
      if (commit || row.isEmpty() || attempts(ended.row()) >= attempts(row.get())) {
        row = Optional.of(ended.row());
        history = ended.epochs();
        weights = ended.histograms();
        below = commit ? ended.layers() : below;
      }
    }
    open(read.fresh(), row.isPresent() ? "LOST" : "OPEN")
        .forEach(start -> starts.putIfAbsent(number(start), start));
    add(Columns.TRIALS, row.stream().toList());
    add(Columns.LAYERS, below);
    add(Columns.EPOCHS, history);
    add(Columns.HISTOGRAMS, weights);
    add(Columns.ATTEMPTS, starts.values());
  }

  private List<Row> open(FreshTrial fresh, String outcome) throws IOException {
    List<Row> open = new ArrayList<>();
    for (StartMarker marker : fresh.started()) {
      files.unfinished(marker, outcome).map(Columns.ATTEMPTS::row).ifPresent(open::add);
    }
    return open;
  }

  private void add(Table<?> table, Collection<Row> rows) throws IOException {
    for (Row row : rows) {
      sink.add(table, row);
    }
  }

  private static boolean ended(Row attempt) {
    String outcome = attempt.text("outcome").orElseThrow();
    return !outcome.equals("OPEN") && !outcome.equals("LOST");
  }

  private static void put(Map<Long, Row> starts, Row start) {
    starts.put(number(start), start);
  }

  private static long number(Row attempt) {
    return attempt.whole("attempt").orElseThrow();
  }

  private static long attempts(Row trial) {
    return trial.whole("attempts").orElseThrow();
  }

  private static Row attempt(Row trial) {
    return Columns.ATTEMPTS.row(
        new AttemptRow(
            id(trial),
            Math.toIntExact(attempts(trial)),
            trial.instant("started_at").orElseThrow(),
            trial.instant("finished_at"),
            trial.text("status").orElseThrow(),
            trial.text("failure_kind"),
            trial.text("failure_message"),
            trial.text("host").orElseThrow(),
            trial.text("executor_id").orElseThrow()));
  }

  /** The trial a row belongs to. */
  static String id(Row row) {
    return row.text("trial_id").orElseThrow();
  }
}
