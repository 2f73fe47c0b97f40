package io.espalier.jobs.spark;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * What {@code scripts/cluster} left for those who connect to its cluster: its secret, the size of
 * an executor. It is in a file, because what stands in a command is seen by every user.
 */
final class ClusterSettings {
  /** The system property that names the file. */
  private static final String FILE = "espalier.cluster";

  private ClusterSettings() {}

  /** Settings of the cluster behind a master's URL; none if no file speaks of that URL. */
  static Map<String, String> of(String master) {
    String file = System.getProperty(FILE);
    if (file == null || !Files.isRegularFile(Path.of(file))) {
      return Map.of();
    }
    Map<String, String> settings = read(Path.of(file));
    return master.equals(settings.get("spark.master")) ? settings : Map.of();
  }

  private static Map<String, String> read(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
    return properties.stringPropertyNames().stream()
        .collect(Collectors.toMap(key -> key, properties::getProperty));
  }
}
