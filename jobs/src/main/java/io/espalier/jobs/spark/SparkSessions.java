package io.espalier.jobs.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;

/** Spark as this program wants it: quick to start, quiet, one native thread a trial. */
public final class SparkSessions {
  /** Where Spark runs unless told otherwise. */
  public static final String DEFAULT_MASTER = "local[*]";

  private static final Pattern LOCAL = Pattern.compile("local(\\[[^\\]]*])?");
  private static final String VECTOR_MODULE = "--add-modules jdk.incubator.vector";

  private SparkSessions() {}

  /**
   * A context to run a grid on. What {@code spark-submit} or system properties set counts before
   * what is set here, but for the master.
   *
   * @param master Spark's URL of where to run
   * @param parallelism trials at the same time; narrows a local master
   * @throws IllegalArgumentException if no master answers there
   */
  public static JavaSparkContext context(String name, String master, OptionalInt parallelism) {
    SparkConf settings = settings(name, narrowed(master, parallelism));
    Masters.knock(settings.get("spark.master"));
    return new JavaSparkContext(settings);
  }

  /** A session on the context that runs in this process, or a local one of its own. */
  public static SparkSession session(String name) {
    return SparkSession.builder().config(settings(name, DEFAULT_MASTER)).getOrCreate();
  }

  /** Settings of Hadoop's file systems, {@code spark.hadoop.*} included; starts no Spark. */
  public static Configuration hadoop() {
    return SparkHadoopUtil.get().newConfiguration(new SparkConf());
  }

  private static String narrowed(String master, OptionalInt parallelism) {
    Matcher local = LOCAL.matcher(master);
    return parallelism.isPresent() && local.matches()
        ? "local[" + parallelism.getAsInt() + "]"
        : master;
  }

  static SparkConf settings(String name, String master) {
    SparkConf settings = new SparkConf();
    if (!settings.contains("spark.master")) {
      settings.setMaster(master);
    }
    settings.setIfMissing("spark.app.name", name);
    ClusterSettings.of(settings.get("spark.master")).forEach(settings::setIfMissing);
    ours(settings.get("spark.master")).forEach(settings::setIfMissing);
    String options = settings.get("spark.executor.extraJavaOptions", "");
    if (!options.contains("jdk.incubator.vector")) {
      settings.set("spark.executor.extraJavaOptions", (options + " " + VECTOR_MODULE).trim());
    }
    return settings;
  }

  private static Map<String, String> ours(String master) {
    Map<String, String> ours = new LinkedHashMap<>();
    ours.put("spark.ui.enabled", "false");
    ours.put("spark.ui.showConsoleProgress", "false");
    ours.put("spark.ui.retainedJobs", "50");
    ours.put("spark.ui.retainedStages", "50");
    ours.put("spark.ui.retainedTasks", "500");
    ours.put("spark.sql.ui.retainedExecutions", "20");
    ours.put("spark.sql.catalogImplementation", "in-memory");
    ours.put("spark.sql.shuffle.partitions", "4");
    ours.put("spark.sql.session.timeZone", "UTC");
    ours.put(
        "spark.sql.warehouse.dir", System.getProperty("java.io.tmpdir") + "/espalier-warehouse");
    ours.put("spark.scheduler.mode", "FAIR");
    // A job is retried by the grid, which knows what its trials left behind.
    ours.put("spark.task.maxFailures", "1");
    for (String library : new String[] {"OMP", "OPENBLAS", "MKL", "VECLIB", "ND4J"}) {
      ours.put("spark.executorEnv." + library + "_NUM_THREADS", "1");
    }
    if (master.startsWith("local-cluster")) {
      // Its executors are processes that Spark looks for in a distribution; ours is the class path.
      ours.put("spark.executor.extraClassPath", System.getProperty("java.class.path"));
      makeDistribution();
    }
    if (LOCAL.matcher(master).matches()) {
      // A machine that slept is no executor that died: there is none but this process.
      ours.put("spark.storage.blockManagerHeartbeatTimeoutMs", "365d");
    }
    if (master.startsWith("local")) {
      ours.put("spark.driver.bindAddress", "127.0.0.1");
      ours.put("spark.driver.host", "127.0.0.1");
    } else {
      assembledJar().ifPresent(jar -> ours.put("spark.jars", jar.toString()));
    }
    return ours;
  }

  /** What executors of a cluster need of ours; {@code spark-submit} brings it itself. */
  private static Optional<Path> assembledJar() {
    String home = System.getProperty("espalier.home");
    if (home == null) {
      return Optional.empty();
    }
    Path jar = Path.of(home, "jobs", "target", "espalier-jobs.jar");
    if (!Files.isRegularFile(jar)) {
      throw new IllegalArgumentException(
          "a cluster needs the assembled jar, and there is none at "
              + jar
              + ": make it with mvn -DskipTests package");
    }
    return Optional.of(jar);
  }

  /** A distribution is a folder with a folder of jars, which may be empty. */
  private static void makeDistribution() {
    String home = System.getenv("SPARK_HOME");
    if (home == null) {
      throw new IllegalArgumentException(
          "a local-cluster needs the environment variable SPARK_HOME: any folder does");
    }
    try {
      Files.createDirectories(Path.of(home, "jars"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
