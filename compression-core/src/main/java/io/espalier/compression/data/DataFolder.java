package io.espalier.compression.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Where data sets lie when a configuration gives no path, and how their files are read. */
final class DataFolder {
  static final String VARIABLE = "ESPALIER_DATA";

  private static final int LARGEST = Integer.MAX_VALUE - 8;

  private DataFolder() {}

  /** {@code $ESPALIER_DATA/name} if the variable is set. */
  static Optional<Path> given(String name) {
    return Optional.ofNullable(System.getenv(VARIABLE))
        .filter(folder -> !folder.isBlank())
        .map(folder -> Path.of(folder, name));
  }

  /** {@code ~/.cache/espalier/data/name}. */
  static Path cached(String name) {
    return Path.of(System.getProperty("user.home"), ".cache", "espalier", "data", name);
  }

  /** A whole file of less than 2^31 bytes. */
  static byte[] read(Path file, String advice) {
    try {
      long size = Files.size(file);
      if (size > LARGEST) {
        throw new DataException(
            file + ": is " + size + " bytes long; a file of images can have " + LARGEST);
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw DataException.missing(file, advice);
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
