package io.espalier.compression.config;

import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.regex.Pattern;

/**
 * Where a text says that something lies: a path of this machine, or a URL such as {@code
 * hdfs://host:8020/data}. Whatever it is, {@code java.nio.file.Files} reads it, so that nobody
 * behind this door asks what kind it is.
 */
public final class Locations {
  /** A drive of Windows is one letter; nothing else with a colon and a slash is a plain path. */
  private static final Pattern URL = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:/.*", Pattern.DOTALL);

  private Locations() {}

  /** A service that makes paths of the URLs it knows. */
  public interface Urls {
    /**
     * The path of a URL, without going there; empty if its scheme is none of this service's.
     *
     * @throws IllegalArgumentException if it is malformed
     */
    Optional<Path> path(String url);
  }

  /**
   * The path that a text names. {@link Path#toString} gives a text that names it again.
   *
   * @throws IllegalArgumentException if it is malformed, or nothing here reads such a URL
   */
  public static Path of(String text) {
    if (!URL.matcher(text).matches()) {
      return local(text);
    }
    if (text.regionMatches(true, 0, "file:", 0, 5)) {
      return file(text);
    }
    List<Urls> known =
        ServiceLoader.load(Urls.class, Locations.class.getClassLoader()).stream()
            .map(ServiceLoader.Provider::get)
            .toList();
    return known.stream()
        .flatMap(urls -> urls.path(text).stream())
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no file system for "
                        + text
                        + ": expected a path, or a URL that begins with file: or hdfs: or another"
                        + " scheme of Hadoop whose jar is on the class path"));
  }

  /** Whether a path means the same on every machine, as a URL does. */
  public static boolean isShared(Path path) {
    return !path.getFileSystem().equals(FileSystems.getDefault());
  }

  private static Path local(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("'" + text + "' is no path: " + e.getReason(), e);
    }
  }

  private static Path file(String url) {
    try {
      return Path.of(URI.create(url));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(url + " is no URL of a file: " + e.getMessage(), e);
    }
  }
}
