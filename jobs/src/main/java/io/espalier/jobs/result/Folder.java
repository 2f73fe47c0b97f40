package io.espalier.jobs.result;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A folder on any file system Hadoop knows. Files appear in it whole or not at all; the local file
 * system is used raw, so there are no checksum files beside them.
 */
final class Folder {
  private final FileSystem files;
  private final Path root;
  private final Placing placing;

  private Folder(FileSystem files, Path root) {
    this.files = files;
    this.root = root;
    this.placing = Placing.on(files);
  }

  /**
   * @param location a path or URL; without a scheme it is local
   * @throws StoreException if there is no such file system
   */
  static Folder at(String location, Configuration configuration) {
    Path path = new Path(location);
    try {
      if (path.toUri().getScheme() == null || path.toUri().getScheme().equals("file")) {
        java.nio.file.Path local = java.nio.file.Path.of(path.toUri().getPath()).toAbsolutePath();
        FileSystem raw = FileSystem.getLocal(configuration).getRawFileSystem();
        return new Folder(raw, new Path(local.normalize().toUri()));
      }
      return new Folder(path.getFileSystem(configuration), path);
    } catch (IOException e) {
      throw new StoreException("cannot open " + location + ": " + e.getMessage(), e);
    }
  }

  /** Where it is, for people and for Spark. */
  String location() {
    String text = root.toString();
    String bare = text.startsWith("file:") ? root.toUri().getPath() : text;
    return bare.endsWith("/") ? bare.substring(0, bare.length() - 1) : bare;
  }

  /** A file's full name, for people and for Spark. */
  String nameOf(String relative) {
    return location() + "/" + relative;
  }

  /** Whether a file or folder is there. */
  boolean has(String relative) throws IOException {
    return files.exists(path(relative));
  }

  /** Makes a folder and those above it. */
  void makeFolder(String relative) throws IOException {
    if (!files.mkdirs(path(relative))) {
      throw new IOException("cannot make the folder " + nameOf(relative));
    }
  }

  /** The names in a folder, sorted, without hidden ones; none if there is no such folder. */
  List<String> list(String relative) throws IOException {
    FileStatus[] found;
    try {
      found = files.listStatus(path(relative));
    } catch (FileNotFoundException e) {
      return List.of();
    }
    return Arrays.stream(found)
        .map(status -> status.getPath().getName())
        .filter(name -> !name.startsWith(".") && !name.startsWith("_"))
        .sorted()
        .toList();
  }

  /** When the files in a folder were written, in order; none if there is no such folder. */
  List<Instant> times(String relative) throws IOException {
    try {
      return Arrays.stream(files.listStatus(path(relative)))
          .filter(status -> !status.getPath().getName().startsWith("."))
          .map(status -> Instant.ofEpochMilli(status.getModificationTime()))
          .sorted()
          .toList();
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }

  /** The files in a folder with their sizes in bytes, sorted by name, without hidden ones. */
  SortedMap<String, Long> sizes(String relative) throws IOException {
    SortedMap<String, Long> sizes = new TreeMap<>();
    try {
      for (FileStatus status : files.listStatus(path(relative))) {
        if (status.isFile() && !status.getPath().getName().startsWith(".")) {
          sizes.put(status.getPath().getName(), status.getLen());
        }
      }
    } catch (FileNotFoundException e) {
      return sizes;
    }
    return sizes;
  }

  /** The bytes of a file; empty if there is none. */
  Optional<byte[]> read(String relative) throws IOException {
    try (FSDataInputStream in = files.open(path(relative))) {
      return Optional.of(in.readAllBytes());
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  /** Some bytes of a file that has them. */
  byte[] read(String relative, long offset, int length) throws IOException {
    byte[] bytes = new byte[length];
    try (FSDataInputStream in = files.open(path(relative))) {
      in.readFully(offset, bytes);
    }
    return bytes;
  }

  /** How many bytes a file has; empty if there is none. */
  Optional<Long> length(String relative) throws IOException {
    try {
      return Optional.of(files.getFileStatus(path(relative)).getLen());
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  /**
   * Puts a file into its place unless there is one.
   *
   * @return whether it was this call that put it there
   */
  boolean create(String relative, byte[] bytes) throws IOException {
    return placing.create(files, path(relative), hidden(relative), bytes);
  }

  /** Puts a file into its place, over an older one: a reader sees the older or this one. */
  void replace(String relative, byte[] bytes) throws IOException {
    replace(relative, out -> out.write(bytes));
  }

  /** The same for a file too large to be held. */
  void replace(String relative, Placing.Content content) throws IOException {
    placing.replace(files, path(relative), hidden(relative), content);
  }

  /** A file to be read piece by piece. */
  StoredFile file(String relative) {
    return new StoredFile(files, path(relative));
  }

  /** Moves a file into another folder of this one; fine if it is gone. */
  void move(String relative, String to) throws IOException {
    if (has(relative) && !files.rename(path(relative), path(to)) && has(relative)) {
      throw new IOException("cannot move " + nameOf(relative) + " to " + nameOf(to));
    }
  }

  /**
   * Creates a small file where nobody has to see it whole.
   *
   * @return false if it is there already
   */
  boolean mark(String relative, byte[] bytes) throws IOException {
    if (placing.isLocal()) {
      return Placing.mark(path(relative), bytes);
    }
    return placing.create(files, path(relative), hidden(relative), bytes);
  }

  /** Removes a file; fine if there is none. */
  void remove(String relative) throws IOException {
    files.delete(path(relative), false);
  }

  /** Every result of a function over names, in order. */
  static <T> List<T> each(List<String> names, Reading<T> reading) {
    List<T> all = new ArrayList<>(names.size());
    for (String name : names) {
      try {
        reading.of(name).ifPresent(all::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return all;
  }

  /** Reads one thing; empty if it is gone meanwhile. */
  interface Reading<T> {
    Optional<T> of(String name) throws IOException;
  }

  private Path path(String relative) {
    return relative.isEmpty() ? root : new Path(root, relative);
  }

  private Path hidden(String relative) {
    Path place = path(relative);
    String name = "." + place.getName() + "." + UUID.randomUUID().toString().substring(0, 13);
    return new Path(place.getParent(), name);
  }

  static void write(FileSystem files, Path path, boolean over, Placing.Content content)
      throws IOException {
    try (FSDataOutputStream out = files.create(path, over)) {
      content.to(out);
    }
  }
}
