package io.espalier.jobs.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.io.FileUtils;

/** A folder for as long as something is measured in it. */
final class Scratch {
  private Scratch() {}

  /** What needs a folder. */
  @FunctionalInterface
  interface Work<T> {
    T in(Path folder) throws IOException;
  }

  /** Does the work in a new folder, and removes it with all that is in it. */
  static <T> T with(Work<T> work) {
    try {
      Path folder = Files.createTempDirectory("espalier-bench");
      try {
        return work.in(folder);
      } finally {
        FileUtils.deleteDirectory(folder.toFile());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
