package io.espalier.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The project's own cluster: a master and workers that are processes, and a grid on them. */
class ClusterScriptIT {
  private static final String SCRIPT = TestCluster.SCRIPT;
  private static final String TINY =
      """
      study = tiny
      trial {
        model = { type = lenet-300-100 }
        dataset = { type = digits, train = 200, validation = 50, test = 50 }
        training { epochs = 1, optimizer { type = sgd, learning-rate = 0.05 } }
        pipeline = [
          { type = prune, criterion { type = magnitude }, scope = layer, sparsity = ${axis.sparsity} }
          { type = quantize, weight { format = { type = bfp, mantissa-width = 3 } } }
        ]
        seed = 1
      }
      axis { sparsity = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] }
      """;

  private static final int TRIALS = 10;

  /** Trials that take a second or so. */
  private static final String SLOW =
      TINY.replace("train = 200", "train = 3000")
          .replace("pipeline = [", "pipeline = [{ type = fine-tune, epochs = 5 }")
          .replace("seed = 1", "seed = ${axis.seed}")
          .replace(
              "axis { sparsity = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] }",
              "axis { sparsity = [0.5], seed = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] }");

  @TempDir Path folder;
  private TestCluster cluster;
  private Command shell;
  private String master;

  @BeforeEach
  void chooseAPort() throws IOException {
    cluster = TestCluster.in(folder, Map.of());
    shell = cluster.shell();
    master = cluster.master();
  }

  @AfterEach
  void stop() {
    cluster.down();
  }

  @Test
  void gridRunsOnBothWorkersAndItsRowsEqualThoseOfThisMachine() throws IOException {
    Path grid = Files.writeString(folder.resolve("tiny.conf"), TINY);
    String up = cluster.up(2);
    assertTrue(up.contains(master), up);

    Path there = run(grid, "there", "--master", master);
    Path here = run(grid, "here", "--master", "local[2]");

    try (SparkSession spark =
        SparkSession.builder().master("local[1]").config("spark.ui.enabled", false).getOrCreate()) {
      assertEquals(digests(spark, here), digests(spark, there));
      assertEquals(10, digests(spark, there).size());
      assertEquals(Set.of("0", "1"), executors(spark, there));
    }
    assertEquals("stopped 3 processes\n", shell.output(List.of(SCRIPT, "down")));
    assertEquals(1, shell.run(List.of(SCRIPT, "status")).code());
  }

  @Test
  void aMachineThatIsLostInTheMiddleCostsNothingThatWasStored() throws Exception {
    Path grid = Files.writeString(folder.resolve("slow.conf"), SLOW);
    cluster.up(2);
    Path there = folder.resolve("there");
    List<String> command = TestCluster.run(grid, there, "--master", master);
    Path log = folder.resolve("run.txt");
    Process driver = shell.start(command, log, folder.resolve("errors.txt"));
    while (driver.isAlive() && TestCluster.count(there.resolve("commits")) < 2) {
      Thread.sleep(20);
    }
    ProcessHandle worker = cluster.worker(1);
    List<ProcessHandle> executors = worker.descendants().toList();
    assertTrue(worker.destroyForcibly());
    executors.forEach(ProcessHandle::destroyForcibly);
    assertTrue(TestCluster.count(there.resolve("commits")) < TRIALS, "the grid was done before");

    assertTrue(driver.waitFor(5, TimeUnit.MINUTES), "still running");
    assertEquals(0, driver.exitValue(), Files.readString(log));
    Path here = run(grid, "here", "--master", "local[2]");
    try (SparkSession spark =
        SparkSession.builder().master("local[1]").config("spark.ui.enabled", false).getOrCreate()) {
      assertEquals(digests(spark, here), digests(spark, there));
      assertEquals(TRIALS, spark.read().parquet(there + "/trials").count());
    }
    assertEquals("stopped 2 processes\n", shell.output(List.of(SCRIPT, "down")));
  }

  @Test
  void talksWithASecretThatOnlyItsOwnerReads() throws IOException {
    cluster.up(1);
    for (String file : List.of("daemon.properties", "client.properties")) {
      Path settings = cluster.files().resolve(file);
      assertEquals(
          "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(settings)));
      assertTrue(Files.readString(settings).contains("spark.authenticate true"), file);
    }
    String processes = shell.output(List.of("ps", "-eo", "args"));
    assertTrue(processes.contains("org.apache.spark.deploy.master.Master"), processes);
    assertFalse(processes.contains("authenticate.secret"), "a secret stands in a command");

    Path grid = Files.writeString(folder.resolve("tiny.conf"), TINY);
    Path unknown = Files.createFile(folder.resolve("no.properties"));
    Command stranger =
        new Command(
            folder,
            Map.of(
                "ESPALIER_CLUSTER",
                folder.resolve("elsewhere").toString(),
                "ESPALIER_JAVA_OPTS",
                "-Despalier.cluster=" + unknown));
    Command.End refused =
        stranger.run(TestCluster.run(grid, folder.resolve("refused"), "--master", master));
    assertEquals(2, refused.code(), refused.errors());
    assertTrue(refused.errors().contains(master), refused.errors());
  }

  @Test
  void mistakesAreToldInOneLine() {
    assertMistake("WORKERS must be a whole number of at least 1, got 'two'", "up", "two");
    assertMistake("MEMORY must be a size such as 2g or 1500m, got '2'", "up", "1", "1", "2");
    assertMistake("first word must be up, status or down, got 'start'", "start");
  }

  private void assertMistake(String message, String... arguments) {
    List<String> command = Stream.concat(Stream.of(SCRIPT), Stream.of(arguments)).toList();
    Command.End end = shell.run(command);
    assertEquals(2, end.code(), end.errors());
    assertTrue(end.errors().contains(message), end.errors());
  }

  private Path run(Path grid, String name, String... options) {
    Path results = folder.resolve(name);
    shell.output(TestCluster.run(grid, results, options));
    return results;
  }

  private static Map<String, String> digests(SparkSession spark, Path results) {
    return spark
        .read()
        .parquet(results + "/trials")
        .select("trial_id", "result_digest")
        .collectAsList()
        .stream()
        .collect(Collectors.toMap(row -> row.getString(0), row -> row.getString(1)));
  }

  private static Set<String> executors(SparkSession spark, Path results) {
    return spark.read().parquet(results + "/trials").select("executor_id").collectAsList().stream()
        .map((Row row) -> row.getString(0))
        .collect(Collectors.toSet());
  }
}
