package io.espalier.compression.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A folder of a folder for each class.
 *
 * @param files by class, in the order of their names
 */
record ClassFolders(Path folder, SortedMap<String, List<Path>> files) {
  private static final int MOST_CLASSES = 256;

  /**
   * Lists a folder; names that begin with a dot are left out.
   *
   * @throws DataException if it or one of its classes is missing or empty
   */
  static ClassFolders of(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new DataException(
          folder + ": no such folder; expected train/CLASS/*.png and test/CLASS/*.png or .jpg");
    }
    SortedMap<String, List<Path>> files = new TreeMap<>();
    for (Path each : list(folder)) {
      if (Files.isDirectory(each)) {
        files.put(each.getFileName().toString(), pictures(each));
      }
    }
    if (files.isEmpty() || files.size() > MOST_CLASSES) {
      throw new DataException(
          folder + ": expected 1 to " + MOST_CLASSES + " class folders, found " + files.size());
    }
    return new ClassFolders(folder, files);
  }

  private static List<Path> pictures(Path folder) {
    List<Path> files = list(folder);
    if (files.isEmpty()) {
      throw new DataException(folder + ": the folder of this class is empty");
    }
    return files;
  }

  private static List<Path> list(Path folder) {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(path -> !path.getFileName().toString().startsWith(".")).sorted().toList();
    } catch (IOException e) {
      throw new DataException(folder + ": cannot be read: " + e.getMessage(), e);
    }
  }

  List<String> classes() {
    return new ArrayList<>(files.keySet());
  }

  DecodedCache.Origin origin() {
    return new DecodedCache.Origin(folder, files.values().stream().flatMap(List::stream).toList());
  }

  int count() {
    return files.values().stream().mapToInt(List::size).sum();
  }

  /** Checks that each class is one that is trained. */
  void checkAmong(List<String> trained) {
    for (String each : classes()) {
      if (!trained.contains(each)) {
        throw new DataException(
            folder.resolve(each) + ": there are no training images of this class");
      }
    }
  }
}
