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
import io.espalier.jobs.report.ParetoFront;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tables and views of a small grid in SQL: 12 trials planned, 10 succeeded, 1 failed, 1 missing.
 */
class SqlSessionTest {
  private static final Machine MACHINE = new Machine("h", "1", "app", "cpu", "os", "jvm", 256);
  @TempDir private static Path temp;
  private static SparkSession spark;
  private static ResultStore store;
  private static SqlSession sql;

  @BeforeAll
  static void open() {
    store = ResultStore.create(temp.toString(), "sample", new Configuration(false));
    List<PlannedTrial> trials = SampleRows.trials(12);
    store.plan(SampleRows.study("sample"), trials);
    store
        .baselines()
        .store(
            new PlannedBaseline(SampleRows.BASELINE, "spec"),
            new byte[] {1},
            SampleRows.baseline(),
            SampleRows.study("sample"),
            run());
    trials
        .subList(0, 10)
        .forEach(t -> store.trials().commit(t.id().value(), row(t, SampleRows.result(t))));
    PlannedTrial bad = trials.get(10);
    store.trials().fail(new FailedFile(bad.id().value(), 1), row(bad, failed()));
    spark =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "1")
            .getOrCreate();
    sql = SqlSession.open(store, spark);
  }

  @AfterAll
  static void close() {
    sql.close();
    spark.close();
  }

  @Test
  void tablesReadWithoutUs() {
    assertEquals(11, spark.read().parquet(temp.resolve("trials").toString()).count());
    assertEquals(20, spark.read().parquet(temp.resolve("layers").toString()).count());
    assertEquals(12, spark.read().parquet(temp.resolve("grid").toString()).count());
    assertEquals(
        2,
        spark
            .read()
            .parquet(temp.resolve("commits").toString())
            .selectExpr("size(layers) AS n")
            .head()
            .getInt(0));
  }

  @Test
  void everyViewAnswers() {
    for (View view : Views.all()) {
      assertTrue(sql.answer("SELECT * FROM " + view.name()).columns().size() > 1, view.name());
    }
  }

  @Test
  void failuresAndMissingAreApart() {
    assertEquals(1, count("failures"));
    assertEquals(1, count("missing"));
    assertEquals(10, count("ranked"));
    assertEquals(10, count("summary"));
  }

  @Test
  void frontEqualsThatOfPlainRows() {
    List<String> plain =
        ParetoFront.of(store.tables().rows(Columns.TRIALS), "model_bits_compressed").stream()
            .map(row -> row.text("trial_id").orElseThrow())
            .toList();
    List<String> view =
        sql.answer("SELECT trial_id FROM pareto_bits").rows().stream()
            .map(row -> row.get(0).orElseThrow().toString())
            .toList();
    assertEquals(plain, view);
    assertTrue(plain.size() > 1 && plain.size() < 10, plain.toString());
  }

  @Test
  void bestWithinDropIsSmallestOfThoseThatKeepEnough() {
    String expected =
        "SELECT min(model_bits_compressed) FROM trials WHERE delta_val_top1_points >= -10";
    String view = "SELECT model_bits_compressed FROM best_within_drop WHERE drop_points = 10";
    assertEquals(sql.answer(expected).rows(), sql.answer(view).rows());
    String any = "SELECT model_bits_compressed FROM (" + Views.bestWithinDrop(10) + ")";
    assertEquals(sql.answer(expected).rows(), sql.answer(any).rows());
  }

  @Test
  void instantsAndNullsArePlain() {
    SqlAnswer answer =
        sql.answer("SELECT started_at, failure_kind FROM trials WHERE status = 'SUCCEEDED'");
    assertEquals(
        Optional.of(Instant.parse("2025-01-02T03:04:05.123456Z")), answer.rows().get(0).get(0));
    assertEquals(Optional.empty(), answer.rows().get(0).get(1));
  }

  @Test
  void badStatementsSayWhy() {
    SqlException missing =
        assertThrows(SqlException.class, () -> sql.answer("SELECT * FROM trails"));
    assertTrue(missing.getMessage().contains("trails"), missing.getMessage());
    SqlException syntax = assertThrows(SqlException.class, () -> sql.answer("SELEKT 1"));
    assertTrue(syntax.getMessage().contains("SELEKT"), syntax.getMessage());
  }

  private static int count(String view) {
    return sql.answer("SELECT * FROM " + view).rows().size();
  }

  private static StoredTrial row(PlannedTrial trial, TrialResult result) {
    return StoredTrial.of(
        new TrialRow(
            SampleRows.study("sample"),
            trial,
            SampleRows.facts(trial),
            Optional.of(new TrialRow.BaselineUse("digest", SampleRows.baseline())),
            result,
            run()));
  }

  private static TrialResult failed() {
    return new TrialResult(
        TrialState.FAILED,
        Optional.of(new Failure(FailureKind.EXCEPTION, Phase.EVAL, "broken", "X", "at x")),
        Optional.empty(),
        new TrialResult.Timing(0, 0, 1));
  }

  private static RunInfo run() {
    Instant start = Instant.parse("2025-01-02T03:04:05.123456Z");
    return new RunInfo(MACHINE, 1, start, start.plusMillis(7));
  }
}
