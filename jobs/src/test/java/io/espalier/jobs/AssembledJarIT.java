package io.espalier.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The assembled jar, handed to a real SparkSubmit beside nothing but Spark's own jars. */
class AssembledJarIT {
  private static final Path JAR = Path.of(System.getProperty("espalier.jar"));
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

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
      axis { sparsity = [0, 0.5] }
      """;

  @TempDir Path folder;
  private Path sparkHome;

  /** A distribution of Spark is no more than its jars. */
  @BeforeEach
  void laySparkOut() throws IOException {
    sparkHome = folder.resolve("spark");
    Path jars = Files.createDirectories(sparkHome.resolve("jars"));
    String classPath = Files.readString(Path.of(System.getProperty("espalier.cluster.classpath")));
    for (String jar : classPath.strip().split(File.pathSeparator, -1)) {
      Path file = Path.of(jar);
      Files.createSymbolicLink(jars.resolve(file.getFileName()), file);
    }
  }

  /** Lest the links be followed when the folder goes. */
  @AfterEach
  void removeLinks() throws IOException {
    try (Stream<Path> links = Files.list(sparkHome.resolve("jars"))) {
      for (Path link : links.toList()) {
        Files.delete(link);
      }
    }
  }

  @Test
  void holdsNoSparkNoHadoopNoScalaAndNothingThatClashes() throws IOException {
    try (ZipFile zip = new ZipFile(JAR.toFile())) {
      List<String> names = zip.stream().map(entry -> entry.getName()).toList();
      for (String foreign :
          List.of(
              "org/apache/", "scala/", "com/typesafe/", "com/google/flatbuffers/", "org/slf4j/")) {
        assertFalse(
            names.stream().anyMatch(name -> name.startsWith(foreign) && isForeign(name)), foreign);
      }
      assertTrue(names.contains("io/espalier/jobs/cli/Espalier.class"));
    }
  }

  /** Deeplearning4j's Spark module has one class of its own in Spark's package. */
  private static boolean isForeign(String name) {
    return name.endsWith(".class") && !name.startsWith("org/apache/spark/TaskContextHelper");
  }

  @Test
  void listsWhatThereIs() {
    String output = submit("list");
    assertTrue(output.contains("lenet-300-100"), output);
  }

  @Test
  void runsAGrid() throws IOException {
    Path grid = Files.writeString(folder.resolve("tiny.conf"), TINY);
    Path results = folder.resolve("results");

    submit("run", grid.toString(), "--out", results.toString());

    try (SparkSession spark =
        SparkSession.builder().master("local[1]").config("spark.ui.enabled", false).getOrCreate()) {
      assertEquals(
          2, spark.read().parquet(results + "/trials").where("status = 'SUCCEEDED'").count());
    }
  }

  /** What spark-submit does: asks Spark's launcher for the command and runs it. */
  private String submit(String... arguments) {
    List<String> request = new ArrayList<>();
    request.addAll(List.of(JAVA, "-cp", sparkHome + "/jars/*", "org.apache.spark.launcher.Main"));
    request.addAll(List.of("org.apache.spark.deploy.SparkSubmit", "--master", "local[2]"));
    request.addAll(List.of("--driver-java-options", "--add-modules jdk.incubator.vector"));
    request.addAll(List.of("--class", "io.espalier.jobs.cli.Espalier", JAR.toString()));
    request.addAll(List.of(arguments));
    // Its answer ends each word with a zero byte, behind an empty first one.
    Command shell = new Command(folder, environment());
    List<String> command =
        Stream.of(shell.output(request).split("\0", -1))
            .map(String::strip)
            .filter(s -> !s.isEmpty())
            .toList();
    return shell.output(command);
  }

  private Map<String, String> environment() {
    return Map.of(
        "SPARK_HOME", sparkHome.toString(),
        "SPARK_SCALA_VERSION", "2.12",
        "SPARK_LOCAL_IP", "127.0.0.1");
  }
}
