package io.espalier.jobs.result;

import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * The trials of a study as files: {@code commits/<id>.parquet} is there exactly when a trial
 * succeeded, or its bytes are in a pack of them, {@code failed/<id>-<attempt>.parquet} for each
 * failure, {@code started/<id>-<attempt>} while one runs. Any number of processes may write at the
 * same time.
 */
public final class TrialFiles {
  static final String COMMITS = "commits";
  static final String FAILED = "failed";
  static final String STARTED = "started";
  static final String DAMAGED = "damaged";
  private static final String SUFFIX = ".parquet";

  /** Commits are put together by so many; a grid of fewer keeps a file each. */
  private static final int PACK = 1_000;

  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{16}\\.parquet");

  private final Folder folder;
  private final CommitPacks packs;

  TrialFiles(Folder folder) {
    this.folder = folder;
    this.packs = new CommitPacks(folder);
  }

  /** The ids of the trials that succeeded. */
  public Set<String> succeeded() {
    // In this order: what is packed in between is found in either place.
    Set<String> ids = loose();
    ids.addAll(ask(packs::ids));
    return ids;
  }

  private Set<String> loose() {
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

  /** Puts the commits of a large grid together into few files. */
  public void pack() {
    pack(PACK);
  }

  /** The same, so many to a file. */
  void pack(int size) {
    ask(
        () -> {
          packs.pack(loose(), size);
          return size;
        });
  }

  /** Drops damaged lines of what says where packed commits are, and tells of them. */
  void mendPacks(Consumer<String> told) throws IOException {
    packs.mend(told);
  }

  /**
   * Whether a trial of a run that has not ended succeeded: commits are packed after runs, so packs
   * are not looked at. If another run packs it meanwhile, it may run once more, and the packed row
   * stays.
   */
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
    String file = commitOf(trialId);
    Optional<byte[]> bytes = packs.read(trialId);
    if (bytes.isEmpty()) {
      bytes = folder.read(file);
    }
    if (bytes.isEmpty()) { // packed since the indexes were read
      packs.look();
      bytes = packs.read(trialId);
    }
    return bytes.map(found -> only(found, file));
  }

  Optional<StoredTrial> failed(FailedFile attempt) throws IOException {
    return stored(FAILED + "/" + attempt.file());
  }

  Optional<AttemptRow> unfinished(StartMarker marker, String outcome) throws IOException {
    return folder.read(STARTED + "/" + marker.file()).map(content -> marker.row(content, outcome));
  }

  private Optional<StoredTrial> stored(String file) throws IOException {
    return folder.read(file).map(bytes -> only(bytes, file));
  }

  private StoredTrial only(byte[] bytes, String file) {
    List<StoredTrial> records = ParquetRows.read(Columns.TRIALS, bytes, folder.nameOf(file));
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
    String aside = DAMAGED + "/" + name + "." + Instant.now().toEpochMilli();
    boolean commit = file.startsWith(COMMITS + "/");
    if (!commit || !packs.setAside(name.substring(0, name.length() - SUFFIX.length()), aside)) {
      folder.move(file, aside);
    }
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
