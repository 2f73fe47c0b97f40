package io.espalier.jobs.cli;

import io.espalier.compression.trial.Plan;
import io.espalier.jobs.result.Sha256;
import io.espalier.jobs.result.StudyFacts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Properties;
import org.apache.spark.package$;

/** What is known of a study before its trials run. */
final class Studies {
  /** Raised whenever equal specifications yield other bits. */
  private static final int RESULT_VERSION = 2;

  private Studies() {}

  static StudyFacts of(Plan plan, GridArguments grid) {
    Properties build = build();
    String text = text(grid);
    return new StudyFacts(
        plan.study(),
        grid.file().toString(),
        text,
        Sha256.shortHex(text),
        plan.trials().size(),
        Instant.now(),
        build.getProperty("version", "unknown"),
        commit(build),
        RESULT_VERSION,
        "Java " + Runtime.version() + ", Spark " + package$.MODULE$.SPARK_VERSION());
  }

  private static String text(GridArguments grid) {
    try {
      String file = Files.readString(grid.file());
      return grid.overrides().isEmpty()
          ? file
          : file + "\n# --set " + String.join("\n# --set ", grid.overrides()) + "\n";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A build outside a repository leaves the placeholder. */
  private static String commit(Properties build) {
    String commit = build.getProperty("commit", "unknown");
    return commit.startsWith("$") ? "unknown" : commit;
  }

  private static Properties build() {
    Properties properties = new Properties();
    try (InputStream in = Studies.class.getResourceAsStream("/espalier-build.properties")) {
      if (in != null) {
        properties.load(in);
      }
      return properties;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
