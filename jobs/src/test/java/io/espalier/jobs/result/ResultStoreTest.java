package io.espalier.jobs.result;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultStoreTest {
  private static final Machine MACHINE = new Machine("h", "1", "app", "cpu", "os", "jvm", 256);
  @TempDir private Path temp;

  @Test
  void rowReadsBackAsWritten() {
    PlannedTrial trial = SampleRows.trial(0.5, "bfp/8", 1);
    StoredTrial row = StoredTrial.of(row(trial, SampleRows.result(trial), 1));
    assertTrue(store().trials().commit(trial.id().value(), row));
    assertEquals(row, store().trial(trial.id().value()).orElseThrow());
    assertEquals(2, row.layers().size());
    assertEquals(2, row.epochs().size());
  }

  @Test
  void everyColumnOfSucceededTrialHasItsValue() {
    PlannedTrial sample = SampleRows.trial(0.5, "bfp/8", 1);
    PlannedTrial trial =
        new PlannedTrial(
            sample.id(),
            sample.baselineId(),
            Optional.of("00000000000000f1"),
            sample.spec(),
            sample.point(),
            sample.label());
    Row row = Columns.TRIALS.row(row(trial, SampleRows.result(trial), 1));
    for (Column<?> column : Columns.TRIALS.columns()) {
      boolean failure = column.name().startsWith("failure_");
      assertEquals(!failure, row.value(column.name()).isPresent(), column.name());
    }
  }

  @Test
  void everyColumnThatMustHasItsValueInFailedTrial() {
    PlannedTrial trial = SampleRows.trial(0.5, "bfp/8", 1);
    Row row = Columns.TRIALS.row(row(trial, failed(), 3));
    for (Column<?> column : Columns.TRIALS.columns()) {
      boolean wanted = column.presence() == Column.Presence.ALWAYS;
      assertTrue(!wanted || row.value(column.name()).isPresent(), column.name());
    }
    assertEquals(3, row.whole("attempts").orElseThrow());
    assertEquals("NON_FINITE", row.text("failure_kind").orElseThrow());
  }

  @Test
  void firstCommitStays() {
    PlannedTrial trial = SampleRows.trial(0.5, "bfp/8", 1);
    String id = trial.id().value();
    TrialFiles files = store().trials();
    assertTrue(files.commit(id, StoredTrial.of(row(trial, SampleRows.result(trial), 1))));
    assertFalse(files.commit(id, StoredTrial.of(row(trial, SampleRows.result(trial), 2))));
    Row row = store().trial(id).orElseThrow().row();
    assertEquals(1, row.whole("attempts").orElseThrow());
  }

  @Test
  void nothingIsLeftBesideFiles() throws IOException {
    PlannedTrial trial = SampleRows.trial(0.5, "bfp/8", 1);
    commit(trial);
    commit(trial);
    store().tables().compact();
    try (Stream<Path> files = Files.walk(folder())) {
      assertEquals(
          List.of(),
          files.map(p -> p.getFileName().toString()).filter(n -> n.startsWith(".")).toList());
    }
  }

  @Test
  void successReplacesFailureInTables() {
    PlannedTrial trial = SampleRows.trial(0.5, "bfp/8", 1);
    String id = trial.id().value();
    store().trials().fail(new FailedFile(id, 1), StoredTrial.of(row(trial, failed(), 1)));
    store().tables().compact();
    assertEquals("FAILED", only(Columns.TRIALS).text("status").orElseThrow());
    store().trials().commit(id, StoredTrial.of(row(trial, SampleRows.result(trial), 2)));
    store().tables().compact();
    assertEquals("SUCCEEDED", only(Columns.TRIALS).text("status").orElseThrow());
    assertEquals(2, store().tables().rows(Columns.ATTEMPTS).size());
    assertEquals(2, store().tables().rows(Columns.LAYERS).size());
  }

  @Test
  void compactedTablesEqualThoseMadeFromScratch() throws IOException {
    SampleRows.trials(5).forEach(this::commit);
    store().tables().compact();
    SampleRows.trials(9).forEach(this::commit);
    store().tables().compact();
    assertFalse(store().tables().compact());
    List<Row> step = store().tables().stored(Columns.TRIALS);
    List<Row> layers = store().tables().stored(Columns.LAYERS);
    List<Row> epochs = store().tables().stored(Columns.EPOCHS);
    Files.delete(folder().resolve("trials/trials.parquet"));
    store().tables().compact();
    assertEquals(step, store().tables().stored(Columns.TRIALS));
    assertEquals(layers, store().tables().stored(Columns.LAYERS));
    assertEquals(epochs, store().tables().stored(Columns.EPOCHS));
    assertEquals(9, step.size());
    assertEquals(18, layers.size());
    assertEquals(18, epochs.size());
  }

  @Test
  void damagedTableIsMadeAnew() throws IOException {
    SampleRows.trials(3).forEach(this::commit);
    store().tables().compact();
    Files.writeString(folder().resolve("layers/layers.parquet"), "PAR1 not");
    assertTrue(store().tables().compact());
    assertEquals(6, store().tables().stored(Columns.LAYERS).size());
  }

  @Test
  void openStartsAreAttempts() {
    store().trials().start("00000000000000aa", 0, false, MACHINE);
    StartMarker second = store().trials().start("00000000000000aa", 0, true, MACHINE);
    assertEquals(2, second.attempt());
    List<Row> attempts = store().tables().rows(Columns.ATTEMPTS);
    assertEquals(2, attempts.size());
    assertEquals("OPEN", attempts.get(0).text("outcome").orElseThrow());
    store().trials().end(second);
    assertEquals(1, store().trials().started().size());
  }

  @Test
  void folderOfAnotherStudyIsRefused() {
    store();
    StoreException e =
        assertThrows(
            StoreException.class,
            () -> ResultStore.create(folder().toString(), "other", new Configuration(false)));
    assertTrue(e.getMessage().contains("'sample', not of 'other'"), e.getMessage());
  }

  @Test
  void folderOfSomethingElseIsRefused() throws IOException {
    Files.createDirectories(folder());
    Files.writeString(folder().resolve("thesis.tex"), "x");
    StoreException e = assertThrows(StoreException.class, this::store);
    assertTrue(e.getMessage().contains("thesis.tex"), e.getMessage());
  }

  @Test
  void folderThatCannotBeWrittenIsNamed() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "x");
    StoreException e =
        assertThrows(
            StoreException.class,
            () ->
                ResultStore.create(
                    file.resolve("below").toString(), "sample", new Configuration(false)));
    assertTrue(e.getMessage().contains("cannot write to " + file), e.getMessage());
  }

  @Test
  void folderWithoutResultsIsNamed() {
    StoreException e =
        assertThrows(
            StoreException.class,
            () -> ResultStore.open(temp.toString(), new Configuration(false)));
    assertTrue(e.getMessage().contains("no results folder"), e.getMessage());
  }

  @Test
  void baselineReadsBackAsStored() {
    byte[] network = {1, 2, 3};
    StoredBaseline stored = storeBaseline(network);
    StoredBaseline found = store().baselines().find(SampleRows.BASELINE).orElseThrow();
    assertArrayEquals(network, found.network());
    assertEquals(stored.digest(), found.digest());
    assertEquals(SampleRows.baseline(), found.facts());
    assertTrue(store().baselines().find("00000000000000bb").isEmpty());
  }

  @Test
  void firstBaselineCounts() {
    storeBaseline(new byte[] {1, 2, 3});
    assertArrayEquals(new byte[] {1, 2, 3}, storeBaseline(new byte[] {4}).network());
  }

  @Test
  void damagedBaselineIsNamedWithBothDigests() throws IOException {
    StoredBaseline stored = storeBaseline(new byte[] {1, 2, 3});
    Path file =
        folder()
            .resolve("networks")
            .resolve(SampleRows.BASELINE + "-" + stored.digest().substring(0, 16) + ".zip");
    Files.write(file, new byte[] {1, 2});
    DamagedFileException e =
        assertThrows(
            DamagedFileException.class, () -> store().baselines().find(SampleRows.BASELINE));
    assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
    assertTrue(e.getMessage().contains(stored.digest()), e.getMessage());
    assertTrue(e.getMessage().contains("2 bytes"), e.getMessage());
  }

  @Test
  void damagedCommitIsNamedAndSetAside() throws IOException {
    PlannedTrial trial = SampleRows.trial(0.5, "bfp/8", 1);
    commit(trial);
    commit(SampleRows.trial(0.6, "bfp/8", 1));
    Path file = folder().resolve("commits/" + trial.id() + ".parquet");
    byte[] half = java.util.Arrays.copyOf(Files.readAllBytes(file), 700);
    Files.write(file, half);
    DamagedFileException e =
        assertThrows(DamagedFileException.class, () -> store().tables().rows(Columns.TRIALS));
    assertTrue(e.getMessage().contains(file.toString()), e.getMessage());

    List<String> told = new java.util.ArrayList<>();
    assertTrue(store().tables().compact(told::add));
    assertEquals(1, told.size());
    assertTrue(told.get(0).contains(file.toString()), told.get(0));
    assertEquals(1, store().tables().rows(Columns.TRIALS).size());
    assertEquals(1, store().trials().succeeded().size());
    try (Stream<Path> aside = Files.list(folder().resolve("damaged"))) {
      assertArrayEquals(half, Files.readAllBytes(aside.findFirst().orElseThrow()));
    }
    assertFalse(store().tables().compact(told::add));
    commit(trial);
    assertTrue(store().tables().compact(told::add));
    assertEquals(2, store().tables().rows(Columns.TRIALS).size());
  }

  /** What Parquet's readers share must bear that one is closed while another reads. */
  @Test
  void filesMayBeReadSideBySide() throws Exception {
    PlannedTrial trial = SampleRows.trial(0.5, "bfp/8", 1);
    StoredTrial row = StoredTrial.of(row(trial, SampleRows.result(trial), 1));
    byte[] file = ParquetRows.trialFile(row);
    ForkJoinPool threads = new ForkJoinPool(8);
    try {
      threads
          .submit(
              () ->
                  IntStream.range(0, 4_000)
                      .parallel()
                      .forEach(
                          i ->
                              assertEquals(
                                  List.of(row), ParquetRows.read(Columns.TRIALS, file, "it"))))
          .get();
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void statusCountsFiles() {
    List<PlannedTrial> trials = SampleRows.trials(6);
    store().plan(SampleRows.study("sample"), trials);
    commit(trials.get(0));
    commit(trials.get(1));
    store()
        .trials()
        .fail(
            new FailedFile(trials.get(2).id().value(), 1),
            StoredTrial.of(row(trials.get(2), failed(), 1)));
    store().trials().start(trials.get(3).id().value(), 0, false, MACHINE);
    GridStatus status = store().status();
    assertEquals(6, status.total());
    assertEquals(2, status.succeeded());
    assertEquals(1, status.failed());
    assertEquals(1, status.running());
    assertEquals(3, status.missing());
    assertTrue(status.timeLeft().isPresent());
  }

  @Test
  void numbersThatAreNotFiniteAreStoredAsNull() {
    Column<Double> column =
        new Column<>(
            "x", ColumnType.DOUBLE, "", Column.Presence.OPTIONAL, "a number", value -> value);
    assertEquals(null, column.stored(Double.NaN));
    assertEquals(null, column.stored(Double.POSITIVE_INFINITY));
    assertEquals(1.5, column.stored(1.5));
  }

  private Row only(Table<?> table) {
    List<Row> rows = store().tables().rows(table);
    assertEquals(1, rows.size());
    return rows.get(0);
  }

  private void commit(PlannedTrial trial) {
    store()
        .trials()
        .commit(trial.id().value(), StoredTrial.of(row(trial, SampleRows.result(trial), 1)));
  }

  private StoredBaseline storeBaseline(byte[] network) {
    return store()
        .baselines()
        .store(
            new PlannedBaseline(SampleRows.BASELINE, "spec"),
            network,
            SampleRows.baseline(),
            SampleRows.study("sample"),
            run(1));
  }

  private static TrialResult failed() {
    return new TrialResult(
        TrialState.FAILED,
        Optional.of(new Failure(FailureKind.NON_FINITE, Phase.EVAL, "loss is NaN", "", "")),
        Optional.empty(),
        new TrialResult.Timing(0, 0, 1));
  }

  private static TrialRow row(PlannedTrial trial, TrialResult result, int attempt) {
    return SampleRows.row(trial, result, run(attempt));
  }

  private static RunInfo run(int attempt) {
    Instant start = Instant.parse("2025-01-02T03:04:05.123456Z");
    return new RunInfo(MACHINE, attempt, start, start.plusMillis(7));
  }

  private Path folder() {
    return temp.resolve("out");
  }

  private ResultStore store() {
    return ResultStore.create(folder().toString(), "sample", new Configuration(false));
  }
}
