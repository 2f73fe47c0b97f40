package io.espalier.compression.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * A published set whose files come in one tar.gz.
 *
 * @param name of its folder
 * @param home of the archive
 * @param checksum of the archive
 * @param files the names of those that are needed, wherever they are in the archive
 */
record PublishedArchive(String name, URI home, Checksum checksum, List<String> files) {
  /** The folder that is given, or the usual one, with what was not there fetched into it. */
  Path folder(Optional<Path> path, Downloads downloads) {
    return path.or(() -> DataFolder.given(name)).orElseGet(() -> fetched(downloads));
  }

  private Path fetched(Downloads downloads) {
    Path folder = DataFolder.cached(name);
    fetch(folder, downloads);
    return folder;
  }

  /**
   * Fetches and unpacks what the folder does not have yet.
   *
   * @throws DataException if that fails or is refused, saying what to put where
   */
  void fetch(Path folder, Downloads downloads) {
    List<String> missing = missing(folder);
    if (missing.isEmpty()) {
      return;
    }
    if (!(downloads instanceof Downloads.Allowed allowed)) {
      throw new DataException(
          name + " is not there, and downloads are refused; " + advice(folder, missing));
    }
    Path archive = folder.resolve(name + ".tar.gz");
    try {
      Download.fetch(home, archive, checksum, allowed.progress());
      unpack(archive, folder);
    } catch (IOException e) {
      String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new DataException(
          name + " could not be downloaded: " + reason + "; " + advice(folder, missing), e);
    }
  }

  private List<String> missing(Path folder) {
    return files.stream().filter(file -> !Files.isRegularFile(folder.resolve(file))).toList();
  }

  private String advice(Path folder, List<String> missing) {
    return "fetch "
        + home
        + " ("
        + checksum
        + ") and put these from it into "
        + folder
        + ", or set path to a folder that has them: "
        + String.join(", ", missing);
  }

  private void unpack(Path archive, Path folder) throws IOException {
    List<String> wanted = new ArrayList<>(files);
    try (InputStream in = new BufferedInputStream(Files.newInputStream(archive));
        TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(in))) {
      for (TarArchiveEntry entry = tar.getNextTarEntry();
          entry != null;
          entry = tar.getNextTarEntry()) {
        String file = Path.of(entry.getName()).getFileName().toString();
        if (entry.isFile() && wanted.remove(file)) {
          place(tar, folder.resolve(file));
        }
      }
    }
    Files.delete(archive);
    if (!wanted.isEmpty()) {
      throw new IOException("the archive has no " + String.join(", ", wanted));
    }
  }

  /** A reader never sees half a file. */
  private static void place(InputStream content, Path file) throws IOException {
    Path unfinished = file.resolveSibling(file.getFileName() + ".part");
    try {
      Files.copy(content, unfinished, StandardCopyOption.REPLACE_EXISTING);
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }
}
