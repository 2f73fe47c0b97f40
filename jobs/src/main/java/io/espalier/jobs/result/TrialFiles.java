package io.espalier.jobs.result;

import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The trials of a study as files: {@code commits/<id>.parquet} is there exactly when a trial
 * succeeded, {@code failed/<id>-<attempt>.parquet} for each failure, {@code started/<id>-<attempt>}
 * while one runs. Any number of processes may write at the same time.
 */
public final class TrialFiles {
  static final String COMMITS = "commits";
  static final String FAILED = "failed";
  static final String STARTED = "started";
  static final String DAMAGED = "damaged";
  private static final String SUFFIX = ".parquet";
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{16}\\.parquet");

  private final Folder folder;

  TrialFiles(Folder folder) {
    this.folder = folder;
  }

  /** The ids of the trials that succeeded. */
  public Set<String> succeeded() {
    Set<String> ids = new HashSet<>();
    for (String name : list(COMMITS)) {
      if (COMMIT.matcher(name).matches()) {
        ids.add(name.substring(0, name.length() - SUFFIX.length()));
      }
    }
    return ids;
  }

  /** The failed attempts there are. */
  public List<FailedFile> failed() {
    return list(FAILED).stream().flatMap(name -> FailedFile.named(name).stream()).toList();
  }

  /** The starts that have not ended. */
  public List<StartMarker> started() {
    return list(STARTED).stream().flatMap(name -> marker(name).stream()).toList();
  }

  /** Whether a trial succeeded. */
  public boolean hasSucceeded(String trialId) {
    return ask(() -> folder.has(commitOf(trialId)));
  }

  /** Whether an attempt failed and was recorded. */
  public boolean hasFailed(FailedFile attempt) {
    return ask(() -> folder.has(FAILED + "/" + attempt.file()));
  }

  /**
   * Marks a trial as started.
   *
   * @param after attempts known to be taken
   * @return the attempt this is
   */
  public StartMarker start(String trialId, int after, boolean alone, Machine machine) {
    Instant now = Instant.now();
    return ask(
        () -> {
          StartMarker marker = new StartMarker(trialId, after + 1, alone);
          while (!folder.mark(STARTED + "/" + marker.file(), marker.content(machine, now))) {
            marker = new StartMarker(trialId, marker.attempt() + 1, alone);
          }
          return marker;
        });
  }

  /** Asks every process that runs trials of a run to start no more of them. */
  public void stop(String run) {
    ask(() -> folder.mark(STARTED + "/stop-" + run, new byte[0]));
  }

  /** Whether a run was asked to stop. */
  public boolean isStopped(String run) {
    return ask(() -> folder.has(STARTED + "/stop-" + run));
  }

  /** Forgets that a run was asked to stop; fine if it was not. */
  public void forgetStop(String run) {
    ask(
        () -> {
          folder.remove(STARTED + "/stop-" + run);
          return run;
        });
  }

  /** Says that a start ended or never mattered; fine if that was said before. */
  public void end(StartMarker marker) {
    ask(
        () -> {
          folder.remove(STARTED + "/" + marker.file());
          return marker;
        });
  }

  /**
   * Stores the row of a trial that succeeded, unless somebody has.
   *
   * @return whether it was this call that stored it
   */
  public boolean commit(String trialId, StoredTrial trial) {
    byte[] bytes = ParquetRows.trialFile(trial);
    return ask(() -> folder.create(commitOf(trialId), bytes));
  }

  /** Stores the row of an attempt that failed, unless somebody has. */
  public boolean fail(FailedFile attempt, StoredTrial trial) {
    byte[] bytes = ParquetRows.trialFile(trial);
    return ask(() -> folder.create(FAILED + "/" + attempt.file(), bytes));
  }

  private Optional<StartMarker> marker(String name) {
    return ask(() -> folder.read(STARTED + "/" + name).flatMap(c -> StartMarker.read(name, c)));
  }

  Optional<StoredTrial> committed(String trialId) throws IOException {
    return stored(commitOf(trialId));
  }

  Optional<StoredTrial> failed(FailedFile attempt) throws IOException {
    return stored(FAILED + "/" + attempt.file());
  }

  Optional<AttemptRow> unfinished(StartMarker marker, String outcome) throws IOException {
    return folder.read(STARTED + "/" + marker.file()).map(content -> marker.row(content, outcome));
  }

  private Optional<StoredTrial> stored(String file) throws IOException {
    return folder
        .read(file)
        .map(bytes -> only(ParquetRows.read(Columns.TRIALS, bytes, folder.nameOf(file)), file));
  }

  private StoredTrial only(List<StoredTrial> records, String file) {
    if (records.size() != 1) {
      throw new DamagedFileException(
          folder.nameOf(file), "one row", records.size() + " rows", null);
    }
    return records.get(0);
  }

  static String fileOf(FailedFile attempt) {
    return FAILED + "/" + attempt.file();
  }

  /** Moves a file that cannot be read out of the way: nothing is deleted, the trial runs again. */
  void setAside(String file) throws IOException {
    folder.makeFolder(DAMAGED);
    String name = file.substring(file.indexOf('/') + 1);
    folder.move(file, DAMAGED + "/" + name + "." + Instant.now().toEpochMilli());
  }

  static String commitOf(String trialId) {
    return COMMITS + "/" + trialId + SUFFIX;
  }

  private List<String> list(String below) {
    return ask(() -> folder.list(below));
  }

  private <T> T ask(Asking<T> asking) {
    try {
      return asking.ask();
    } catch (IOException e) {
      throw new StoreException("results folder " + folder.location() + ": " + reason(e), e);
    }
  }

  static String reason(IOException e) {
    return e.getMessage() == null
        ? e.getClass().getSimpleName()
        : e.getClass().getSimpleName() + ": " + e.getMessage();
  }

  private interface Asking<T> {
    T ask() throws IOException;
  }
}
