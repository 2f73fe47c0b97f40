package io.espalier.jobs.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.compression.trial.Failure;
import io.espalier.compression.trial.FailureKind;
import io.espalier.compression.trial.Phase;
import io.espalier.compression.trial.PlannedBaseline;
import io.espalier.compression.trial.PlannedTrial;
import io.espalier.compression.trial.TrialResult;
import io.espalier.compression.trial.TrialState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Storage that fails before, in the middle of or after a write or rename of a grid's run, and then
 * works on or is gone: a reader sees the old or the new state of each file, and the same run again
 * ends with equal tables.
 */
class FaultTest {
  private static final Machine MACHINE = new Machine("h", "1", "app", "cpu", "os", "jvm", 256);
  private static final Instant THEN = Instant.parse("2025-01-02T03:04:05.123456Z");
  private static final List<PlannedTrial> TRIALS = SampleRows.trials(5);

  private static final TrialResult FAILED =
      new TrialResult(
          TrialState.FAILED,
          Optional.of(new Failure(FailureKind.NON_FINITE, Phase.EVAL, "loss is NaN", "", "")),
          Optional.empty(),
          new TrialResult.Timing(0, 0, 1));

  private static final List<Table<?>> TABLES =
      List.of(
          Columns.TRIALS,
          Columns.LAYERS,
          Columns.EPOCHS,
          Columns.HISTOGRAMS,
          Columns.ATTEMPTS,
          Columns.BASELINES,
          Columns.STUDIES,
          Columns.GRID);

  private static final long SEED = Long.getLong("espalier.seed", System.nanoTime());

  /** Of several hundred; {@code -Despalier.faults=1000} takes all. */
  private static final int MOST = Integer.getInteger("espalier.faults", 30);

  private static final String NONE = "none";
  private static final String EMPTY = digest(List.of());

  @TempDir private Path temp;

  @AfterEach
  void mend() {
    Faults.arm(Optional.empty());
  }

  @Test
  void faultOfAFirstRunIsSurvived() throws IOException {
    faults(List.of());
  }

  @Test
  void faultOfARunOverAnOlderOneIsSurvived() throws IOException {
    faults(TRIALS.subList(0, 2));
  }

  private void faults(List<PlannedTrial> before) throws IOException {
    Path calm = temp.resolve("calm");
    Path start = temp.resolve("start");
    if (!before.isEmpty()) {
      run(calm, before);
      run(start, before);
    }
    Map<String, String> old = flat(calm);
    Faults.arm(Optional.empty());
    run(calm, TRIALS);
    List<String> operations = Faults.operations();
    Scene scene = new Scene(start, old, flat(calm), rows(calm));
    assertTrue(operations.size() > 30, "writes and renames: " + operations);
    List<Faults.Fault> faults = all(operations);
    System.out.printf("seed %d, %d faults of %d%n", SEED, MOST, faults.size());
    Collections.shuffle(faults, new Random(SEED));
    for (Faults.Fault fault : faults.subList(0, Math.min(MOST, faults.size()))) {
      survives(fault, scene);
    }
  }

  private static List<Faults.Fault> all(List<String> operations) {
    List<Faults.Fault> all = new ArrayList<>();
    for (int i = 0; i < operations.size(); i++) {
      for (Faults.When when : Faults.When.values()) {
        if (operations.get(i).startsWith("write") || when != Faults.When.MIDDLE) {
          all.add(new Faults.Fault(i, when, Faults.Then.WORKS));
          all.add(new Faults.Fault(i, when, Faults.Then.IS_GONE));
        }
      }
    }
    return all;
  }

  /**
   * What there is before and after a run.
   *
   * @param start a folder as it is before, absent if there is none
   * @param old each table's file, as a digest of its rows
   * @param whole the same after the run
   * @param rows of {@code trials} after the run
   */
  private record Scene(
      Path start, Map<String, String> old, Map<String, String> whole, Set<String> rows) {}

  private void survives(Faults.Fault fault, Scene scene) throws IOException {
    Path folder = temp.resolve(fault.operation() + "-" + fault.when() + "-" + fault.then());
    copy(scene.start(), folder);
    Faults.arm(Optional.of(fault));
    StoreException e =
        assertThrows(StoreException.class, () -> run(folder, TRIALS), fault::toString);
    assertTrue(e.getMessage().contains("on purpose"), e.getMessage());
    Faults.arm(Optional.empty());
    readersSeeWholeFiles(folder, scene, fault);
    run(folder, TRIALS);
    assertEquals(scene.rows(), rows(folder), fault.toString());
    Map<String, String> after = flat(folder);
    for (Table<?> table : TABLES) {
      // Starts that were lost are attempts as well.
      if (!table.equals(Columns.ATTEMPTS)) {
        assertEquals(scene.whole().get(table.name()), after.get(table.name()), fault.toString());
      }
    }
    remove(folder);
  }

  private static void readersSeeWholeFiles(Path folder, Scene scene, Faults.Fault fault)
      throws IOException {
    if (!Files.exists(folder.resolve("study.json"))) {
      assertThrows(StoreException.class, () -> open(folder));
      return;
    }
    Map<String, String> now = flat(folder);
    for (Table<?> table : TABLES) {
      String old = scene.old().get(table.name());
      // The first run makes tables without rows before it runs trials.
      List<String> states =
          List.of(old, scene.whole().get(table.name()), old.equals(NONE) ? EMPTY : old);
      assertTrue(states.contains(now.get(table.name())), () -> fault + " " + table.name());
    }
    Set<String> rows = rows(folder);
    assertTrue(scene.rows().containsAll(rows), fault::toString);
    assertTrue(rows.containsAll(rows(scene.start())), fault::toString);
  }

  /** What a run of a grid does to its folder: what is missing runs, the fourth trial fails. */
  private static void run(Path folder, List<PlannedTrial> trials) {
    ResultStore store = ResultStore.create(url(folder), "sample", FaultyFileSystem.configuration());
    store.plan(SampleRows.study("sample"), trials);
    store.tables().compact(FaultTest::nothingIsDamaged);
    if (store.baselines().find(SampleRows.BASELINE).isEmpty()) {
      store
          .baselines()
          .store(
              new PlannedBaseline(SampleRows.BASELINE, "spec"),
              new byte[] {1, 2, 3},
              SampleRows.baseline(),
              SampleRows.study("sample"),
              run(1));
    }
    Set<String> failed =
        store.trials().failed().stream().map(FailedFile::trialId).collect(Collectors.toSet());
    for (PlannedTrial trial : trials) {
      if (!store.trials().succeeded().contains(trial.id().value())
          && !failed.contains(trial.id().value())) {
        run(trial, store.trials());
      }
    }
    store.tables().compact(FaultTest::nothingIsDamaged);
    store.trials().pack(2);
  }

  private static void nothingIsDamaged(String message) {
    throw new AssertionError(message);
  }

  private static void run(PlannedTrial trial, TrialFiles files) {
    String id = trial.id().value();
    StartMarker start = files.start(id, 0, false, MACHINE);
    if (trial.equals(TRIALS.get(3))) {
      files.fail(new FailedFile(id, start.attempt()), row(trial, FAILED, start.attempt()));
    } else {
      files.commit(id, row(trial, SampleRows.result(trial), start.attempt()));
    }
    files.end(start);
  }

  private static StoredTrial row(PlannedTrial trial, TrialResult result, int attempt) {
    return StoredTrial.of(SampleRows.row(trial, result, run(attempt)));
  }

  private static RunInfo run(int attempt) {
    return new RunInfo(MACHINE, attempt, THEN, THEN.plusMillis(7));
  }

  /** Each table's file as a digest of its rows, {@link #NONE} if it is not there. */
  private static Map<String, String> flat(Path folder) throws IOException {
    Map<String, String> digests = new HashMap<>();
    for (Table<?> table : TABLES) {
      boolean there = Files.exists(folder.resolve(TableFiles.fileOf(table)));
      digests.put(table.name(), there ? digest(open(folder).tables().stored(table)) : NONE);
    }
    return digests;
  }

  private static String digest(List<Row> rows) {
    String text = rows.stream().map(FaultTest::text).collect(Collectors.joining("\n"));
    return Sha256.hex(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Set<String> rows(Path folder) {
    return Files.exists(folder)
        ? open(folder).tables().rows(Columns.TRIALS).stream()
            .map(FaultTest::text)
            .collect(Collectors.toSet())
        : Set.of();
  }

  private static String text(Row row) {
    return row.table().names().stream()
        .filter(column -> !column.equals("attempts"))
        .map(column -> column + "=" + row.value(column))
        .collect(Collectors.joining(" "));
  }

  private static ResultStore open(Path folder) {
    return ResultStore.open(url(folder), FaultyFileSystem.configuration());
  }

  private static String url(Path folder) {
    return FaultyFileSystem.ROOT.getScheme() + "://" + folder.toAbsolutePath();
  }

  private static void copy(Path from, Path to) throws IOException {
    if (Files.exists(from)) {
      try (Stream<Path> files = Files.walk(from)) {
        for (Path file : files.toList()) {
          Files.copy(file, to.resolve(from.relativize(file).toString()));
        }
      }
    }
  }

  private static void remove(Path below) throws IOException {
    try (Stream<Path> files = Files.walk(below)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
