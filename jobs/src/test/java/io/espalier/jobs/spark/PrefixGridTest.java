package io.espalier.jobs.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.compression.config.ConfigReader;
import io.espalier.compression.model.ModelSource;
import io.espalier.compression.pipeline.Network;
import io.espalier.compression.trial.Kept;
import io.espalier.compression.trial.KeptCodec;
import io.espalier.compression.trial.Phase;
import io.espalier.compression.trial.PlannedBaseline;
import io.espalier.compression.trial.PlannedPrefix;
import io.espalier.compression.trial.PlannedTrial;
import io.espalier.compression.trial.TrialResult;
import io.espalier.jobs.result.Columns;
import io.espalier.jobs.result.ResultStore;
import io.espalier.jobs.result.Row;
import io.espalier.jobs.result.SampleRows;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Grids of tiny trials that share steps: a chain of two prefixes, and one beside it. */
class PrefixGridTest {
  private static final String FIRST = "00000000000000f1";
  private static final String SECOND = "00000000000000f2";
  private static final String OTHER = "00000000000000f3";

  private static JavaSparkContext spark;
  @TempDir private Path folder;
  private final List<String> damaged = new ArrayList<>();

  @BeforeAll
  static void start() {
    spark = SparkSessions.context("prefix grid", "local[2]", OptionalInt.empty());
  }

  @AfterAll
  static void stop() {
    spark.close();
  }

  @Test
  void everyPrefixRunsOnceAndTrialsStartFromIt() {
    RunSummary summary = run(trials(12), good());
    assertEquals(12, summary.succeeded(), summary.toString());
    assertEquals(1, summary.baselinesTrained());
    assertEquals(3, summary.prefixesTrained());
    for (Row row : rows()) {
      assertEquals(SampleRows.BASELINE, row.text("baseline_id").orElseThrow());
      assertTrue(List.of(SECOND, OTHER).contains(row.text("prefix_id").orElseThrow()));
    }
  }

  @Test
  void laterRunsStartFromWhatIsKept() throws IOException {
    run(trials(6), good());
    RunSummary larger = run(trials(12), good());
    assertEquals(6, larger.ran());
    assertEquals(0, larger.prefixesTrained());
    // As after a crash: the last network and one trial's row are missing.
    Files.delete(file(OTHER));
    Files.delete(folder.resolve("commits").resolve(trials(12).get(1).id() + ".parquet"));
    RunSummary resumed = run(trials(12), good());
    assertEquals(1, resumed.ran());
    assertEquals(1, resumed.prefixesTrained());
    assertEquals(12, resumed.succeeded());
  }

  @Test
  void aDamagedNetworkIsNamedSetAsideAndTrainedAgain() throws IOException {
    run(trials(6), good());
    byte[] sound = Files.readAllBytes(file(SECOND));
    for (String id : List.of(FIRST, SECOND)) {
      byte[] bytes = Files.readAllBytes(file(id));
      bytes[bytes.length / 2] ^= 1;
      Files.write(file(id), bytes);
    }
    RunSummary again = run(trials(12), good());
    assertEquals(6, again.ran());
    assertEquals(12, again.succeeded());
    assertEquals(2, again.prefixesTrained());
    assertEquals(2, damaged.size());
    assertTrue(damaged.get(0).contains(file(SECOND).toString()), damaged.get(0));
    assertTrue(Files.exists(file(SECOND).resolveSibling(SECOND + ".damaged")));
    assertEquals(-1, Arrays.mismatch(sound, Files.readAllBytes(file(SECOND))));
  }

  @Test
  void trialsOfAPrefixThatFailsFailWithItAndOthersGoOn() {
    RunSummary summary =
        run(
            trials(12),
            work(
                prefix ->
                    prefix.id().equals(FIRST)
                        ? new PrefixOutcome.Failed(
                            Failures.result(
                                new ArithmeticException("epoch 3: the loss is NaN"),
                                Phase.TRAIN,
                                0))
                        : kept(prefix)));
    assertEquals(6, summary.failed());
    assertEquals(6, summary.succeeded());
    assertEquals("epoch 3: the loss is NaN", summary.failures().get(0).message());
    Row row =
        rows().stream()
            .filter(each -> each.text("failure_kind").isPresent())
            .findFirst()
            .orElseThrow();
    assertEquals("TRAIN", row.text("failure_phase").orElseThrow());
    assertEquals(SECOND, row.text("prefix_id").orElseThrow());
  }

  @Test
  void aNetworkThatCannotBeKeptFailsItsTrialsWithTheReasonAndOthersGoOn() {
    String prefixes = folder.resolve("prefixes").toString();
    List<PlannedTrial> trials =
        trials(12).stream()
            .map(trial -> trial.startId().equals(SECOND) ? trial : unprefixed(trial))
            .toList();
    RunSummary summary =
        run(
            trials,
            work(
                prefix -> {
                  blockFolder(Path.of(prefixes));
                  return kept(prefix);
                }));
    assertEquals(6, summary.failed(), summary.toString());
    assertEquals(6, summary.succeeded());
    String message = summary.failures().get(0).message();
    assertTrue(message.contains(FIRST + ".bin"), message);
  }

  private static PlannedTrial unprefixed(PlannedTrial trial) {
    return new PlannedTrial(
        trial.id(),
        trial.baselineId(),
        Optional.empty(),
        trial.spec(),
        trial.point(),
        trial.label());
  }

  /** A file in the place of an empty folder: nothing can be stored there. */
  private static void blockFolder(Path folder) {
    try {
      Files.delete(folder);
      Files.writeString(folder, "no folder");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Path file(String id) {
    return folder.resolve("prefixes").resolve(id + ".bin");
  }

  private static List<PlannedTrial> trials(int n) {
    return IntStream.range(0, n).mapToObj(PrefixGridTest::trial).toList();
  }

  private static PlannedTrial trial(int i) {
    PlannedTrial sample = SampleRows.trials(i + 1).get(i);
    return new PlannedTrial(
        sample.id(),
        sample.baselineId(),
        Optional.of(i % 2 == 0 ? SECOND : OTHER),
        sample.spec(),
        sample.point(),
        sample.label());
  }

  private static GridWork good() {
    return work(PrefixGridTest::kept);
  }

  /** What a prefix comes to. */
  private interface Steps extends java.io.Serializable {
    PrefixOutcome take(PlannedPrefix prefix);
  }

  private static GridWork work(Steps steps) {
    return new GridWork(
        SampleWork.good().baseline(),
        (prefix, from) -> {
          check(prefix.parentId(), from);
          return steps.take(prefix);
        },
        (trial, from) -> {
          check(trial.startId(), from);
          return SampleRows.result(trial);
        },
        SampleRows::facts);
  }

  /** That a task got the network it is to start from. */
  private static void check(String id, byte[] from) throws IOException {
    if (id.equals(SampleRows.BASELINE)) {
      assertEquals(3, from.length);
    } else {
      KeptCodec.check(id, from);
    }
  }

  private static PrefixOutcome kept(PlannedPrefix prefix) {
    Graph graph =
        ConfigReader.parse("{ type = mlp, hidden = [3] }", ModelSource.class)
            .graph(new Shape(2, 2, 1), 2);
    Network network = Network.of(graph, Parameters.zeros(graph));
    return new PrefixOutcome.Done(
        KeptCodec.write(new Kept(prefix.id(), 1, graph, network, TrialResult.History.NONE, 0)));
  }

  private List<Row> rows() {
    return ResultStore.open(folder.toString(), new Configuration(false))
        .tables()
        .rows(Columns.TRIALS);
  }

  private RunSummary run(List<PlannedTrial> trials, GridWork work) {
    GridPlan plan =
        new GridPlan(
            SampleRows.study("sample"),
            List.of(new PlannedBaseline(SampleRows.BASELINE, "spec of a baseline")),
            List.of(
                new PlannedPrefix(FIRST, SampleRows.BASELINE, "first"),
                new PlannedPrefix(SECOND, FIRST, "second"),
                new PlannedPrefix(OTHER, SampleRows.BASELINE, "other")),
            trials);
    Progress progress =
        new Progress() {
          @Override
          public void at(Counts counts) {}

          @Override
          public void damaged(String message) {
            damaged.add(message);
          }
        };
    return Grids.runner(spark, folder, work, GridOptions.DEFAULT, progress).run(plan);
  }
}
