package io.espalier.jobs.files;

import io.espalier.jobs.spark.Held;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;

/**
 * A file system of Hadoop as {@code java.nio.file} sees it, to read from. Connects when the first
 * file is asked for.
 */
final class HadoopFiles extends FileSystem {
  private final URI root;
  private final Configuration configuration;

  private HadoopFiles(URI root, Configuration configuration) {
    this.root = root;
    this.configuration = configuration;
  }

  static HadoopFiles at(URI root, Configuration configuration) {
    return new HadoopFiles(root, configuration);
  }

  /**
   * Hadoop's own, one a process.
   *
   * @throws IOException if it cannot be made
   */
  org.apache.hadoop.fs.FileSystem hadoop() throws IOException {
    try {
      return Held.once("file system " + root, this::open);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Not Hadoop's shared one, whose patience somebody else has set. */
  private org.apache.hadoop.fs.FileSystem open() {
    try {
      return org.apache.hadoop.fs.FileSystem.newInstance(root, configuration);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (IllegalArgumentException e) {
      // How Hadoop says that there is no such host.
      throw new UncheckedIOException(new IOException(e.getMessage(), e));
    }
  }

  /** Scheme and host. */
  URI root() {
    return root;
  }

  @Override
  public FileSystemProvider provider() {
    return new HadoopProvider();
  }

  /** Stays open as long as the process: others read from it. */
  @Override
  public void close() {
    throw new UnsupportedOperationException("closed at the end of the process");
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public boolean isReadOnly() {
    return true;
  }

  @Override
  public String getSeparator() {
    return HadoopPath.SEPARATOR;
  }

  @Override
  public Iterable<Path> getRootDirectories() {
    return List.of(HadoopPath.absolute(this, HadoopPath.SEPARATOR));
  }

  @Override
  public Iterable<FileStore> getFileStores() {
    return List.of();
  }

  @Override
  public Set<String> supportedFileAttributeViews() {
    return Set.of("basic");
  }

  @Override
  public Path getPath(String first, String... more) {
    String rest = String.join(HadoopPath.SEPARATOR, more);
    return HadoopPath.of(this, rest.isEmpty() ? first : first + HadoopPath.SEPARATOR + rest);
  }

  @Override
  public PathMatcher getPathMatcher(String syntaxAndPattern) {
    throw new UnsupportedOperationException("no patterns on " + root);
  }

  @Override
  public UserPrincipalLookupService getUserPrincipalLookupService() {
    throw new UnsupportedOperationException("no users on " + root);
  }

  @Override
  public WatchService newWatchService() {
    throw new UnsupportedOperationException("nothing is watched on " + root);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HadoopFiles that && root.equals(that.root);
  }

  @Override
  public int hashCode() {
    return root.hashCode();
  }

  @Override
  public String toString() {
    return root.toString();
  }
}
