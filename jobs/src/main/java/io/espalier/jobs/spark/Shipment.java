package io.espalier.jobs.spark;

import io.espalier.compression.config.Canonical;
import io.espalier.compression.config.Locations;
import io.espalier.compression.data.DatasetSource;
import io.espalier.compression.data.Digits;
import io.espalier.compression.data.Splits;
import io.espalier.compression.trial.BaselineSpec;
import io.espalier.compression.trial.Plan;
import io.espalier.compression.trial.PlannedBaseline;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.SparkFiles;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The images that the driver read and executors fetch from it, once a process, because the path
 * they were read from means nothing to them.
 *
 * @param files by the canonical text of a data set, the name it is served under
 */
public record Shipment(Map<String, String> files) implements Serializable {
  /** Every process reads for itself: local mode, or paths that all machines share. */
  public static final Shipment NONE = new Shipment(Map.of());

  /** Copies the map. */
  public Shipment {
    files = Map.copyOf(files);
  }

  /**
   * Serves what a plan needs from the driver.
   *
   * @throws IllegalArgumentException if a network is in a file of the driver's, naming it
   */
  public static Shipment of(Plan plan, JavaSparkContext spark) {
    Map<String, String> files = new HashMap<>();
    for (PlannedBaseline baseline : plan.baselines()) {
      BaselineSpec spec = Experiments.spec(baseline);
      refuseFiles(spec);
      if (isShipped(spec.dataset())) {
        files.computeIfAbsent(
            Canonical.text(spec.dataset()),
            text -> serve(Experiments.images(spec.dataset()), spark));
      }
    }
    return new Shipment(files);
  }

  /** Digits are drawn faster than they are fetched; what a URL names, executors read themselves. */
  private static boolean isShipped(DatasetSource dataset) {
    boolean shared =
        !dataset.paths().isEmpty() && dataset.paths().stream().allMatch(Locations::isShared);
    return !(dataset instanceof Digits) && !shared;
  }

  private static void refuseFiles(BaselineSpec spec) {
    spec.model().files().stream()
        .filter(file -> !Locations.isShared(file))
        .findFirst()
        .ifPresent(Shipment::refuse);
  }

  private static void refuse(Path file) {
    throw new IllegalArgumentException(
        file
            + " is a file of this machine, and executors may run on others: give it by the URL of a"
            + " file system that all of them read (hdfs://…), or put it where all see it under the"
            + " same path and say --shared-paths");
  }

  private static String serve(Splits images, JavaSparkContext spark) {
    try {
      Path file = Files.createTempDirectory("espalier").resolve("images-" + images.digest());
      try (OutputStream out = Files.newOutputStream(file)) {
        images.write(out);
      }
      spark.addFile(file.toString());
      return file.getFileName().toString();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write images to ship to executors", e);
    }
  }

  /** The images of a source, in an executor. */
  Splits images(DatasetSource source) {
    String served = files.get(Canonical.text(source));
    return served == null ? source.load() : fetched(served);
  }

  private static Splits fetched(String name) {
    String file = SparkFiles.get(name);
    try (InputStream in = new BufferedInputStream(Files.newInputStream(Path.of(file)))) {
      return Splits.read(in, name);
    } catch (IOException e) {
      throw new UncheckedIOException("images shipped by the driver cannot be read", e);
    }
  }
}
