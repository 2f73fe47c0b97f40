package io.espalier.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
  private static final Path HOME = Path.of("").toAbsolutePath().getParent();
  private static final String SCRIPT = HOME.resolve("scripts/cluster").toString();
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

  @TempDir Path folder;
  private Command shell;
  private String master;

  @BeforeEach
  void chooseAPort() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      // The web page's port is 1003 above.
      int port = Math.min(free.getLocalPort(), 65535 - 1003);
      master = "spark://127.0.0.1:" + port;
      shell =
          new Command(
              folder,
              Map.of(
                  "ESPALIER_CLUSTER", cluster().toString(),
                  "ESPALIER_CLUSTER_PORT", String.valueOf(port)));
    }
  }

  @AfterEach
  void stop() {
    shell.run(List.of(SCRIPT, "down"));
  }

  @Test
  void gridRunsOnBothWorkersAndItsRowsEqualThoseOfThisMachine() throws IOException {
    Path grid = Files.writeString(folder.resolve("tiny.conf"), TINY);
    String up = shell.output(List.of(SCRIPT, "up", "2", "1", "1g"));
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
  void talksWithASecretThatOnlyItsOwnerReads() throws IOException {
    shell.output(List.of(SCRIPT, "up", "1", "1", "1g"));
    for (String file : List.of("daemon.properties", "client.properties")) {
      Path settings = cluster().resolve(file);
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
        stranger.run(espalier(grid, folder.resolve("refused"), "--master", master));
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
    shell.output(espalier(grid, results, options));
    return results;
  }

  private static List<String> espalier(Path grid, Path results, String... options) {
    Stream<String> run =
        Stream.of(
            HOME.resolve("scripts/espalier").toString(),
            "run",
            grid.toString(),
            "--out",
            results.toString());
    return Stream.concat(run, Stream.of(options)).toList();
  }

  private Path cluster() {
    return folder.resolve("cluster");
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
