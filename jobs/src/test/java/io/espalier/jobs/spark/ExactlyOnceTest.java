package io.espalier.jobs.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.compression.trial.PlannedTrial;
import io.espalier.jobs.result.Columns;
import io.espalier.jobs.result.Row;
import io.espalier.jobs.result.SampleRows;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.master.Master;
import org.apache.spark.deploy.worker.Worker;
import org.apache.spark.rpc.RpcEnv;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.Option;

/** Spark runs tasks twice, by speculation and after an executor was lost; rows are there once. */
class ExactlyOnceTest {
  private static final int TRIALS = 12;
  private static final String HOST = "127.0.0.1";
  private static final Map<String, String> SETTINGS =
      Map.of(
          "spark.driver.host", HOST,
          "spark.driver.bindAddress", HOST,
          "spark.executor.memory", "512m",
          "spark.executor.extraClassPath", System.getProperty("java.class.path"),
          "spark.speculation", "true",
          "spark.speculation.interval", "20ms",
          "spark.speculation.minTaskRuntime", "20ms",
          "spark.speculation.task.duration.threshold", "50ms",
          "spark.task.maxFailures", "4");

  /** So that a slot is free to run a task a second time. */
  private static final GridOptions ONE_AT_A_TIME =
      new GridOptions(
          GridOptions.Rerun.MISSING,
          OptionalInt.of(1),
          2,
          OptionalInt.empty(),
          Optional.empty(),
          GridOptions.DEFAULT.grace());

  private static final AtomicInteger SPECULATIVE = new AtomicInteger();
  private static final AtomicInteger REPEATED = new AtomicInteger();
  private static final List<RpcEnv> PROCESSES = new ArrayList<>();
  private static JavaSparkContext cluster;
  @TempDir private static Path workers;
  @TempDir private Path folder;

  /** Spark runs no task twice on one host, so that one worker has another address. */
  @BeforeAll
  static void start() {
    SETTINGS.forEach(System::setProperty);
    SparkConf conf = new SparkConf().set("spark.master.rest.enabled", "false");
    RpcEnv master = Master.startRpcEnvAndEndpoint(HOST, 0, 0, conf)._1();
    PROCESSES.add(master);
    String url = "spark://" + HOST + ":" + master.address().port();
    for (String host : List.of(HOST, "127.0.0.2")) {
      PROCESSES.add(
          Worker.startRpcEnvAndEndpoint(
              host,
              0,
              0,
              1,
              512,
              new String[] {url},
              workers.resolve(host).toString(),
              Option.<Object>apply(PROCESSES.size()),
              conf,
              Option.empty()));
    }
    cluster = SparkSessions.context("exactly once", url, OptionalInt.empty());
    cluster.sc().addSparkListener(new Repeats());
  }

  /** Counts tasks that are not the first of their kind. */
  private static final class Repeats extends SparkListener {
    @Override
    public void onTaskStart(SparkListenerTaskStart start) {
      if (start.taskInfo().speculative()) {
        SPECULATIVE.incrementAndGet();
      }
      if (start.taskInfo().attemptNumber() > 0) {
        REPEATED.incrementAndGet();
      }
    }
  }

  @AfterAll
  static void stop() {
    cluster.close();
    for (int i = PROCESSES.size() - 1; i >= 0; i--) {
      PROCESSES.get(i).shutdown();
      PROCESSES.get(i).awaitTermination();
    }
    SETTINGS.keySet().forEach(System::clearProperty);
  }

  @Test
  void tasksThatSparkRunsTwiceAtATimeStoreTheirTrialsOnce() {
    RunSummary summary = run(SampleWork.slow());
    assertEquals(TRIALS, summary.succeeded(), summary.toString());
    assertTrue(SPECULATIVE.get() > 0, "no task ran twice");
    assertOnce();
    assertEquals(0, run(SampleWork.slow()).ran());
    assertOnce();
  }

  @Test
  void aTaskThatSparkRunsAgainFindsWhatItStored() {
    String victim = SampleRows.trials(TRIALS).get(7).id().value();
    String done = folder.resolve("halted").toString();
    GridWork good = SampleWork.good();
    GridWork haltingOnce =
        new GridWork(
            good.baseline(),
            good.prefix(),
            (trial, network) -> {
              if (trial.id().value().equals(victim) && isFirst(Path.of(done))) {
                Runtime.getRuntime().halt(3);
              }
              return SampleRows.result(trial);
            },
            good.facts());
    int before = REPEATED.get();
    RunSummary summary = run(haltingOnce);
    assertEquals(TRIALS, summary.succeeded(), summary.toString());
    assertTrue(Files.exists(Path.of(done)), "no executor was halted");
    assertTrue(REPEATED.get() > before, "Spark ran no task again");
    assertOnce();
  }

  private static boolean isFirst(Path mark) throws IOException {
    try {
      Files.createFile(mark);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  private void assertOnce() {
    List<Row> rows = Grids.store(out()).tables().rows(Columns.TRIALS);
    Set<String> ids = new HashSet<>();
    rows.forEach(row -> ids.add(row.text("trial_id").orElseThrow()));
    assertEquals(TRIALS, rows.size());
    assertEquals(TRIALS, ids.size());
  }

  private Path out() {
    return folder.resolve("out");
  }

  private RunSummary run(GridWork work) {
    List<PlannedTrial> trials = SampleRows.trials(TRIALS);
    return Grids.run(cluster, out(), trials, work, ONE_AT_A_TIME);
  }
}
