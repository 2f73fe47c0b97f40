package io.espalier.compression.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files of one part of a data set.
 *
 * @param place where they were looked for
 * @param files in the order of their names
 */
record TableFiles(Path place, List<Path> files) {
  private static final String ENDING = ".parquet";

  /**
   * Looks for a part: a folder of files, a file, a file with the ending left out, or files that
   * begin with the part's name.
   *
   * @throws DataException if there is none of these, or the folder is empty or has folders in it
   */
  static TableFiles of(Path place, String part) {
    if (Files.isDirectory(place)) {
      return new TableFiles(place, inFolder(place));
    }
    Path withEnding = place.resolveSibling(place.getFileName() + ENDING);
    for (Path file : List.of(place, withEnding)) {
      if (Files.isRegularFile(file)) {
        return new TableFiles(place, List.of(file));
      }
    }
    List<Path> numbered = numbered(place);
    if (numbered.isEmpty()) {
      throw new DataException(
          String.format(
              "%s: no such file or folder; expected a folder of Parquet files, %s, %s, or the key"
                  + " %s",
              place, withEnding.getFileName(), place.getFileName() + "-*" + ENDING, part));
    }
    return new TableFiles(place, numbered);
  }

  private static List<Path> numbered(Path place) {
    Path folder = place.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      return List.of();
    }
    return list(folder).stream()
        .filter(file -> name(file).startsWith(place.getFileName() + "-"))
        .filter(file -> name(file).endsWith(ENDING))
        .toList();
  }

  private static List<Path> inFolder(Path folder) {
    List<Path> files = list(folder);
    for (Path file : files) {
      if (Files.isDirectory(file)) {
        throw new DataException(
            file + ": expected a Parquet file, found a folder; write the rows without partitions");
      }
    }
    if (files.isEmpty()) {
      throw new DataException(folder + ": expected Parquet files, found none");
    }
    return files;
  }

  /** Without what begins with a dot or an underscore: marks and checksums of those who write. */
  private static List<Path> list(Path folder) {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(file -> !name(file).startsWith(".") && !name(file).startsWith("_"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new DataException(folder + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }

  DecodedCache.Origin origin() {
    return new DecodedCache.Origin(place, files);
  }
}
