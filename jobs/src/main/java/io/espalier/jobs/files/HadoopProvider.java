package io.espalier.jobs.files;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.security.AccessControlException;

/**
 * Reads from {@link HadoopFiles}. A host that does not answer is never taken for a file that is not
 * there: {@code Files.isRegularFile} and its like pass on the {@link UncheckedIOException} that
 * says so, where an {@link IOException} would be a plain no.
 */
final class HadoopProvider extends FileSystemProvider {
  /** Something asked of Hadoop. */
  private interface Question<T> {
    T ask(org.apache.hadoop.fs.FileSystem files, org.apache.hadoop.fs.Path path) throws IOException;
  }

  private static <T> T ask(Path path, Question<T> question) throws IOException {
    HadoopPath place = (HadoopPath) path.toAbsolutePath();
    try {
      return question.ask(place.files().hadoop(), place.hadoop());
    } catch (FileNotFoundException e) {
      throw new NoSuchFileException(path.toString());
    } catch (AccessControlException e) {
      throw new AccessDeniedException(path.toString(), null, first(e));
    } catch (IOException e) {
      throw new UncheckedIOException(new IOException(path + " cannot be read: " + first(e), e));
    }
  }

  /** Hadoop's messages go on with a link and a trace. */
  private static String first(IOException e) {
    String line = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    int more = line.indexOf("; For more details see");
    return more < 0 ? line : line.substring(0, more);
  }

  @Override
  public String getScheme() {
    return "hadoop";
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    if (!Set.of(StandardOpenOption.READ).containsAll(options)) {
      throw new ReadOnlyFileSystemException();
    }
    return ask(
        path,
        (files, place) ->
            new HadoopChannel(files.open(place), files.getFileStatus(place).getLen()));
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path folder, DirectoryStream.Filter<? super Path> filter) throws IOException {
    List<Path> chosen = new ArrayList<>();
    for (FileStatus each : ask(folder, HadoopProvider::list)) {
      Path path = folder.resolve(each.getPath().getName());
      if (filter.accept(path)) {
        chosen.add(path);
      }
    }
    return new Listing(chosen);
  }

  private static FileStatus[] list(
      org.apache.hadoop.fs.FileSystem files, org.apache.hadoop.fs.Path folder) throws IOException {
    if (files.getFileStatus(folder).isFile()) {
      throw new NotDirectoryException(folder.toString());
    }
    return files.listStatus(folder);
  }

  /** A folder's entries, in memory. */
  private record Listing(List<Path> paths) implements DirectoryStream<Path> {
    @Override
    public java.util.Iterator<Path> iterator() {
      return paths.iterator();
    }

    @Override
    public void close() {
      // holds nothing
    }
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    FileStatus found = ask(path, org.apache.hadoop.fs.FileSystem::getFileStatus);
    if (List.of(modes).contains(AccessMode.WRITE)) {
      throw new AccessDeniedException(found.getPath() + ": is only read from here");
    }
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    if (type != BasicFileAttributes.class) {
      throw new UnsupportedOperationException("no " + type.getSimpleName() + " of " + path);
    }
    return type.cast(
        new HadoopAttributes(ask(path, org.apache.hadoop.fs.FileSystem::getFileStatus)));
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String names, LinkOption... options)
      throws IOException {
    BasicFileAttributes all = readAttributes(path, BasicFileAttributes.class);
    return Map.of("size", all.size(), "lastModifiedTime", all.lastModifiedTime());
  }

  @Override
  public boolean isSameFile(Path one, Path other) {
    return one.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
  }

  @Override
  public boolean isHidden(Path path) {
    Path name = path.getFileName();
    return name != null && name.toString().startsWith(".");
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
    throw new UnsupportedOperationException("made by Locations");
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    throw new UnsupportedOperationException("made by Locations");
  }

  @Override
  public Path getPath(URI uri) {
    throw new UnsupportedOperationException("made by Locations");
  }

  @Override
  public FileStore getFileStore(Path path) {
    throw new UnsupportedOperationException("no store of " + path);
  }

  @Override
  public <V extends FileAttributeView> V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    throw new UnsupportedOperationException("no " + type.getSimpleName() + " of " + path);
  }

  @Override
  public void createDirectory(Path folder, FileAttribute<?>... attributes) {
    throw new ReadOnlyFileSystemException();
  }

  @Override
  public void delete(Path path) {
    throw new ReadOnlyFileSystemException();
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) {
    throw new ReadOnlyFileSystemException();
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) {
    throw new ReadOnlyFileSystemException();
  }

  @Override
  public void setAttribute(Path path, String attribute, Object value, LinkOption... options) {
    throw new ReadOnlyFileSystemException();
  }
}
