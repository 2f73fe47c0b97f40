package io.espalier.jobs.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.espalier.jobs.result.SampleRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.apache.spark.api.java.JavaSparkContext;

/** A sample grid on {@code local[2]} in a process of its own, which a test may kill. */
final class LocalProcess {
  private LocalProcess() {}

  /** Runs a grid and waits for its end. */
  static void run(Path folder, int trials) {
    assertEquals(0, end(start(folder, trials, "good")), "exit code of the process");
  }

  static int end(Process process) {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * @param work {@code good}, {@code slow}, {@code first-} and how many trials end, or the id of a
   *     trial that halts the process, or exits it if {@code exit-} stands before
   */
  static Process start(Path folder, int trials, String work) {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (option.startsWith("--add-") && !option.contains("agent")) {
        command.add(option);
      }
    }
    command.addAll(
        List.of(
            "-Xmx1g",
            "-cp",
            System.getProperty("java.class.path"),
            LocalProcess.class.getName(),
            folder.toString(),
            String.valueOf(trials),
            work));
    try {
      return new ProcessBuilder(command).inheritIO().start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static void main(String[] arguments) {
    Path folder = Path.of(arguments[0]);
    int trials = Integer.parseInt(arguments[1]);
    try (JavaSparkContext spark =
        SparkSessions.context("local process", "local[2]", OptionalInt.empty())) {
      Grids.run(spark, folder, SampleRows.trials(trials), work(arguments[2]), GridOptions.DEFAULT);
    }
  }

  private static GridWork work(String name) {
    if (name.startsWith("exit-")) {
      return SampleWork.exiting(name.substring("exit-".length()));
    } else if (name.startsWith("first-")) {
      return SampleWork.first(Integer.parseInt(name.substring("first-".length())));
    }
    return switch (name) {
      case "good" -> SampleWork.good();
      case "slow" -> SampleWork.slow();
      default -> SampleWork.halting(name);
    };
  }
}
