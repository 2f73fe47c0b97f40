package io.espalier.jobs.spark;

import com.sun.management.OperatingSystemMXBean;
import io.espalier.compression.trial.Plan;
import io.espalier.jobs.result.ResultStore;
import io.espalier.jobs.result.SqlSession;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** What a grid costs beside its trials, by size; docs/PERFORMANCE.md says how to run it. */
final class SparkShareBench {
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private SparkShareBench() {}

  /** Arguments: a folder to work in, then numbers of trials. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    System.out.printf("file system: %s%n", Files.getFileStore(folder));
    System.out.printf("largest heap: %d MiB%n", Runtime.getRuntime().maxMemory() >> 20);
    try (JavaSparkContext spark =
        SparkSessions.context("espalier share", "local[2]", OptionalInt.empty())) {
      // Starts what every run starts once.
      measure(new NothingGrid(200, Files.createTempDirectory(folder, "warm")), spark);
      for (String trials : List.of(arguments).subList(1, arguments.length)) {
        int count = Integer.parseInt(trials);
        measure(new NothingGrid(count, Files.createTempDirectory(folder, "grid")), spark);
      }
    }
  }

  private static void measure(NothingGrid grid, JavaSparkContext spark) {
    System.out.printf("%d trials%n", grid.trials());
    Plan plan = timed("plan", grid.trials(), grid::plan);
    timed("run", grid.trials(), () -> grid.run(plan, spark));
    timed("rerun", grid.trials(), () -> grid.run(plan, spark));
    ResultStore store = ResultStore.open(grid.results().toString(), new Configuration(false));
    timed("status", grid.trials(), store::status);
    SparkSession session = SparkSessions.session("espalier share");
    try (SqlSession sql =
        timed("sql: open", grid.trials(), () -> SqlSession.open(store, session))) {
      timed(
          "sql: mean by sparsity",
          grid.trials(),
          () -> sql.answer("SELECT target_sparsity, avg(post_top1) FROM trials GROUP BY 1"));
      timed("sql: pareto_bits", grid.trials(), () -> sql.answer("SELECT * FROM pareto_bits"));
    }
  }

  private static <T> T timed(String what, int trials, java.util.function.Supplier<T> work) {
    pools().forEach(MemoryPoolMXBean::resetPeakUsage);
    long wall = System.nanoTime();
    long processor = SYSTEM.getProcessCpuTime();
    T result = work.get();
    double seconds = (System.nanoTime() - wall) / 1e9;
    double busy = (SYSTEM.getProcessCpuTime() - processor) / 1e9;
    long peak = pools().stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
    System.out.printf(
        Locale.ROOT,
        "  %-22s %8.2f s wall %8.2f s processor %8.2f ms a trial, heap peak %5d MiB%n",
        what,
        seconds,
        busy,
        seconds * 1e3 / trials,
        peak >> 20);
    return result;
  }

  private static List<MemoryPoolMXBean> pools() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .toList();
  }
}
