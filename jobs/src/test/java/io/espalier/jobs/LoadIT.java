package io.espalier.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * 5,000 real trials in one go on the project's own cluster, of which an executor is killed every
 * minute: {@code mvn -P endurance verify}.
 */
@Tag("endurance")
class LoadIT {
  private static final int TRIALS = Integer.getInteger("espalier.load.trials", 5_000);
  private static final Duration BETWEEN_KILLS =
      Duration.ofSeconds(Integer.getInteger("espalier.load.kill-seconds", 60));
  private static final int WORKERS = 2;
  private static final int FORMATS = 20;

  /** Of the driver: far more than it is to need. */
  private static final String HEAP = "1g";

  @TempDir Path folder;
  private TestCluster cluster;

  @BeforeEach
  void up() throws IOException {
    cluster = TestCluster.in(folder, Map.of("ESPALIER_HEAP", HEAP));
    cluster.up(WORKERS);
  }

  @AfterEach
  void down() {
    cluster.down();
  }

  private static String grid() {
    String sparsities =
        IntStream.range(0, TRIALS / FORMATS)
            .mapToObj(i -> String.valueOf(i / (double) (TRIALS / FORMATS)))
            .reduce((a, b) -> a + ", " + b)
            .orElseThrow();
    String formats =
        IntStream.range(0, FORMATS)
            .mapToObj(
                i ->
                    "{ type = bfp, mantissa-width = %d, block-size = %d }"
                        .formatted(1 + i % 10, i < 10 ? 8 : 16))
            .reduce((a, b) -> a + "\n" + b)
            .orElseThrow();
    return """
        study = load
        trial {
          model { type = lenet5 }
          dataset { type = digits, train = 500, validation = 200, test = 200 }
          training { epochs = 1, optimizer { type = sgd, learning-rate = 0.02 } }
          pipeline = [
            { type = prune, sparsity = ${axis.sparsity} }
            { type = quantize, weight { format = ${axis.format} }, activation { format = ${axis.format} } }
          ]
        }
        axis {
          sparsity = [%s]
          format = [
        %s
          ]
        }
        """
        .formatted(sparsities, formats);
  }

  @Test
  void everyTrialIsRecordedOnceAlthoughAnExecutorIsKilledEveryMinute() throws Exception {
    Path conf = Files.writeString(folder.resolve("load.conf"), grid());
    Path results = folder.resolve("results");
    Instant start = Instant.now();
    Process driver =
        cluster
            .shell()
            .start(
                TestCluster.run(conf, results, "--master", cluster.master()),
                folder.resolve("run.txt"),
                folder.resolve("errors.txt"));
    List<Long> live = new ArrayList<>();
    int killed = 0;
    while (!driver.waitFor(BETWEEN_KILLS.toSeconds(), TimeUnit.SECONDS)) {
      liveBytes(driver.pid()).ifPresent(live::add);
      killed += killAnExecutor() ? 1 : 0;
      System.out.printf(
          "%d s: %d done, %d executors killed, driver holds %s MB%n",
          Duration.between(start, Instant.now()).toSeconds(),
          TestCluster.count(results.resolve("commits")),
          killed,
          live.isEmpty() ? "?" : live.get(live.size() - 1) >> 20);
    }
    String log = Files.readString(folder.resolve("run.txt"));
    assertEquals(0, driver.exitValue(), log);
    assertTrue(killed >= 2, killed + " executors were killed");
    assertTrue(
        log.contains(TRIALS + " trials: " + TRIALS + " succeeded, 0 failed, 0 missing"), log);

    Instant asked = Instant.now();
    String counts =
        sql(
            results,
            "SELECT count(*), count(DISTINCT trial_id), count(DISTINCT executor_id),"
                + " max(attempts) FROM trials WHERE status = 'SUCCEEDED'");
    long seconds = Duration.between(asked, Instant.now()).toMillis();
    System.out.printf(
        "%d trials in %d s, %d executors killed; rows, ids, executors, attempts: %s; sql took %d"
            + " ms; driver held MB %s%n",
        TRIALS,
        Duration.between(start, Instant.now()).toSeconds(),
        killed,
        counts,
        seconds,
        live.stream().map(bytes -> bytes >> 20).toList());
    assertTrue(counts.startsWith(TRIALS + "," + TRIALS + ","), counts);
    for (String table : List.of("trials", "layers", "attempts")) {
      assertEquals(1, TestCluster.count(results.resolve(table)), table);
    }
    // Of each thousand commits two files, less than a thousand of their own.
    int packs = 2 * (TRIALS / 1_000);
    assertEquals(TRIALS % 1_000, TestCluster.count(results.resolve("commits")));
    assertEquals(packs, TestCluster.count(results.resolve("packs")));
    int lostStarts = TestCluster.count(results.resolve("started"));
    assertTrue(lostStarts <= killed, lostStarts + " starts are open after " + killed + " kills");
    assertFlat(live);
  }

  /** What the driver holds at the end is what it held at the beginning, give or take a tenth. */
  private static void assertFlat(List<Long> live) {
    long most = live.stream().mapToLong(Long::longValue).max().orElseThrow();
    assertTrue(most < live.get(0) + (100L << 20), "the driver's heap grew: " + live);
  }

  private String sql(Path results, String statement) {
    String answer =
        cluster
            .shell()
            .output(
                List.of(
                    TestCluster.HOME.resolve("scripts/espalier").toString(),
                    "sql",
                    "--results",
                    results.toString(),
                    "--format",
                    "csv",
                    statement));
    return answer.lines().reduce("", (before, line) -> line);
  }

  /** What is left of the driver's heap after a full collection. */
  private Optional<Long> liveBytes(long pid) {
    String jmap = Path.of(System.getProperty("java.home"), "bin", "jmap").toString();
    Command.End end = cluster.shell().run(List.of(jmap, "-histo:live", String.valueOf(pid)));
    return end.output()
        .lines()
        .filter(line -> line.startsWith("Total"))
        .map(line -> Long.parseLong(line.strip().split("\\s+")[2]))
        .findFirst();
  }

  /** An executor, as the kernel ends a process. */
  private boolean killAnExecutor() throws IOException {
    for (int worker = 1; worker <= WORKERS; worker++) {
      Optional<ProcessHandle> executor = cluster.executor(worker);
      if (executor.isPresent()) {
        return executor.get().destroyForcibly();
      }
    }
    return false;
  }
}
