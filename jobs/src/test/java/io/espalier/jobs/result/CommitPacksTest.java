package io.espalier.jobs.result;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.compression.trial.PlannedTrial;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commits that were put together are read as those in files of their own, whatever happens. */
class CommitPacksTest {
  private static final Machine MACHINE = new Machine("h", "1", "app", "cpu", "os", "jvm", 256);
  private static final Instant THEN = Instant.parse("2025-01-02T03:04:05.123456Z");
  private static final List<PlannedTrial> TRIALS =
      SampleRows.trials(7).stream().sorted(Comparator.comparing(CommitPacksTest::id)).toList();

  @TempDir private Path folder;

  @BeforeEach
  void commit() {
    TRIALS.forEach(this::commit);
  }

  @Test
  void aFewFilesHoldAllCommits() throws IOException {
    List<Row> before = store().tables().rows(Columns.LAYERS);
    store().trials().pack(3);
    assertEquals(1, files("commits").size());
    assertEquals(4, files("packs").size());
    assertEquals(ids(), store().trials().succeeded());
    for (PlannedTrial trial : TRIALS) {
      assertEquals(row(trial), store().trial(id(trial)).orElseThrow());
    }
    assertEquals(before, store().tables().rows(Columns.LAYERS));
    store().tables().compact();
    assertEquals(before, store().tables().stored(Columns.LAYERS));
  }

  @Test
  void whatIsPackedAndAFileIsOneTrialAndTheFileGoes() throws IOException {
    store().trials().pack(7);
    commit(TRIALS.get(2));
    assertEquals(ids(), store().trials().succeeded());
    assertEquals(7, store().tables().rows(Columns.TRIALS).size());
    store().trials().pack(7);
    assertEquals(List.of(), files("commits"));
    assertEquals(2, files("packs").size());
  }

  @Test
  void aReaderThatSawTheFilesFindsThePacks() throws IOException {
    TrialFiles reader = store().trials();
    assertTrue(reader.committed(id(TRIALS.get(6))).isPresent());
    store().trials().pack(7);
    assertEquals(Optional.of(row(TRIALS.get(0))), reader.committed(id(TRIALS.get(0))));
  }

  @Test
  void manyMayPackAtTheSameTime() throws IOException {
    IntStream.range(0, 8).parallel().forEach(i -> store().trials().pack(2 + i % 3));
    assertEquals(ids(), store().trials().succeeded());
    assertEquals(7, store().tables().rows(Columns.TRIALS).size());
  }

  @Test
  void aDamagedCommitInAPackIsNamedAndSetAsideAlone() throws IOException {
    store().trials().pack(7);
    Path pack = only(".pack");
    byte[] bytes = Files.readAllBytes(pack);
    bytes[bytes.length / 2] ^= 4;
    Files.write(pack, bytes);
    List<String> told = compacted();
    assertEquals(1, told.size(), told.toString());
    assertTrue(told.get(0).contains("is damaged: expected a Parquet file"), told.get(0));
    assertEquals(6, store().trials().succeeded().size());
    assertEquals(6, store().tables().rows(Columns.TRIALS).size());
    assertEquals(1, files("damaged").size());
    runsAgain();
  }

  @Test
  void aTruncatedPackLosesWhatWasCutOff() throws IOException {
    store().trials().pack(7);
    Path pack = only(".pack");
    byte[] bytes = Files.readAllBytes(pack);
    byte[] cut = java.util.Arrays.copyOf(bytes, bytes.length * 5 / 7 + 100);
    Files.write(pack, cut);
    List<String> told = compacted();
    assertEquals(2, told.size(), told.toString());
    String end = "found " + cut.length + " bytes";
    assertTrue(told.get(0).contains(pack + " is damaged: expected the commit of trial "));
    assertTrue(told.stream().allMatch(line -> line.contains(end)), told.toString());
    assertEquals(5, store().tables().rows(Columns.TRIALS).size());
    runsAgain();
  }

  @Test
  void aPackThatIsGoneIsNamed() throws IOException {
    store().trials().pack(7);
    Path pack = only(".pack");
    Files.delete(pack);
    List<String> told = compacted();
    assertEquals(7, told.size());
    assertTrue(told.get(0).contains(pack + " is damaged"), told.get(0));
    assertTrue(told.get(0).contains("found no file"), told.get(0));
    runsAgain();
  }

  @Test
  void aDamagedLineOfAnIndexIsNamedAndCostsItsCommitOnly() throws IOException {
    store().trials().pack(7);
    Path index = only(".index");
    byte[] bytes = Files.readAllBytes(index);
    int third = new String(bytes, StandardCharsets.US_ASCII).indexOf(id(TRIALS.get(2)));
    bytes[third + 3] ^= 1;
    Files.write(index, bytes);
    List<String> told = compacted();
    assertEquals(1, told.size(), told.toString());
    assertTrue(told.get(0).contains(index + " is damaged"), told.get(0));
    assertTrue(told.get(0).contains("in lines [3]"), told.get(0));
    Set<String> others = ids();
    others.remove(id(TRIALS.get(2)));
    assertEquals(others, store().trials().succeeded());
    assertArrayEquals(
        bytes, Files.readAllBytes(folder.resolve("damaged").resolve(files("damaged").get(0))));
    runsAgain();
  }

  /** Makes the tables anew from the commits; what was told. */
  private List<String> compacted() {
    List<String> told = new ArrayList<>();
    store().tables().compact(told::add);
    return told;
  }

  private void runsAgain() throws IOException {
    Set<String> left = ids();
    left.removeAll(store().trials().succeeded());
    TRIALS.stream().filter(trial -> left.contains(id(trial))).forEach(this::commit);
    assertEquals(List.of(), compacted());
    assertEquals(7, store().tables().rows(Columns.TRIALS).size());
    store().trials().pack(1);
    assertEquals(List.of(), files("commits"));
    assertEquals(ids(), store().trials().succeeded());
  }

  private Path only(String suffix) throws IOException {
    List<String> names = files("packs").stream().filter(n -> n.endsWith(suffix)).toList();
    assertEquals(1, names.size());
    return folder.resolve("packs").resolve(names.get(0));
  }

  private List<String> files(String below) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(below))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static String id(PlannedTrial trial) {
    return trial.id().value();
  }

  private static Set<String> ids() {
    return TRIALS.stream().map(CommitPacksTest::id).collect(Collectors.toSet());
  }

  private void commit(PlannedTrial trial) {
    store().trials().commit(id(trial), row(trial));
  }

  private static StoredTrial row(PlannedTrial trial) {
    RunInfo run = new RunInfo(MACHINE, 1, THEN, THEN.plusMillis(7));
    return StoredTrial.of(SampleRows.row(trial, SampleRows.result(trial), run));
  }

  private ResultStore store() {
    return ResultStore.create(folder.toString(), "sample", new Configuration(false));
  }
}
