package io.espalier.jobs.result;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.Path;

/** How a file gets into its place at once, by what a file system can do. */
enum Placing {
  /**
   * Written beside its place, then linked (a link never overwrites, where renaming on POSIX would)
   * or renamed over the older one.
   */
  LOCAL {
    @Override
    boolean create(FileSystem files, Path place, Path beside, byte[] bytes) throws IOException {
      try {
        Files.write(nio(beside), bytes, StandardOpenOption.CREATE_NEW);
        return link(nio(beside), nio(place));
      } finally {
        Files.deleteIfExists(nio(beside));
      }
    }

    @Override
    void replace(FileSystem files, Path place, Path beside, Content content) throws IOException {
      try {
        try (OutputStream out = Files.newOutputStream(nio(beside), StandardOpenOption.CREATE_NEW)) {
          content.to(out);
        }
        Files.move(nio(beside), nio(place), StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(nio(beside));
      }
    }
  },
  /** Written beside its place, then renamed: atomic, and without overwriting unless asked to. */
  RENAME {
    @Override
    boolean create(FileSystem files, Path place, Path beside, byte[] bytes) throws IOException {
      try {
        Folder.write(files, beside, false, out -> out.write(bytes));
        return renamed(files, beside, place);
      } finally {
        files.delete(beside, false);
      }
    }

    @Override
    void replace(FileSystem files, Path place, Path beside, Content content) throws IOException {
      try {
        Folder.write(files, beside, false, content);
        FileContext context = FileContext.getFileContext(place.toUri(), files.getConf());
        context.rename(beside, place, Rename.OVERWRITE);
      } finally {
        files.delete(beside, false);
      }
    }
  },
  /** Object stores: one put, which shows the object when it is complete. */
  PUT {
    @Override
    boolean create(FileSystem files, Path place, Path beside, byte[] bytes) throws IOException {
      if (files.exists(place)) {
        return false;
      }
      Folder.write(files, place, true, out -> out.write(bytes));
      return true;
    }

    @Override
    void replace(FileSystem files, Path place, Path beside, Content content) throws IOException {
      Folder.write(files, place, true, content);
    }
  };

  private static final Set<String> OBJECT_STORES =
      Set.of("s3", "s3a", "s3n", "gs", "oss", "cos", "cosn", "obs", "swift", "wasb", "wasbs");

  /** What a file is to hold. */
  interface Content {
    void to(OutputStream out) throws IOException;
  }

  /** Puts a file into its place unless there is one; says whether it did. */
  abstract boolean create(FileSystem files, Path place, Path beside, byte[] bytes)
      throws IOException;

  /** Puts a file into its place, over an older one. */
  abstract void replace(FileSystem files, Path place, Path beside, Content content)
      throws IOException;

  /** What suits a file system. */
  static Placing on(FileSystem files) {
    String scheme = files.getUri().getScheme();
    if (scheme.equals("file")) {
      return LOCAL;
    }
    return OBJECT_STORES.contains(scheme) ? PUT : RENAME;
  }

  boolean isLocal() {
    return this == LOCAL;
  }

  /** Creates a small local file in place; false if it is there. */
  static boolean mark(Path place, byte[] bytes) throws IOException {
    try {
      Files.write(nio(place), bytes, StandardOpenOption.CREATE_NEW);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  private static boolean renamed(FileSystem files, Path from, Path place) throws IOException {
    if (files.rename(from, place)) {
      return true;
    }
    if (files.exists(place)) {
      return false;
    }
    throw new IOException("cannot rename " + from + " to " + place);
  }

  private static boolean link(java.nio.file.Path from, java.nio.file.Path place)
      throws IOException {
    try {
      Files.createLink(place, from);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (UnsupportedOperationException | FileSystemException e) {
      // A file system without links; any other reason stops the move as well, and both are told.
      try {
        return move(from, place);
      } catch (IOException second) {
        second.addSuppressed(e);
        throw second;
      }
    }
  }

  /** Without links: not overwriting is then checked first, not promised. */
  private static boolean move(java.nio.file.Path from, java.nio.file.Path place)
      throws IOException {
    try {
      Files.move(from, place);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  private static java.nio.file.Path nio(Path path) {
    return java.nio.file.Path.of(path.toUri().getPath());
  }
}
