package io.espalier.jobs.files;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A path of {@link HadoopFiles}. Its text is the whole URL if it is absolute.
 *
 * @param files of which file system
 * @param isAbsolute whether from its root
 * @param names from the top down
 */
record HadoopPath(HadoopFiles files, boolean isAbsolute, List<String> names) implements Path {
  static final String SEPARATOR = "/";

  HadoopPath {
    names = List.copyOf(names);
  }

  static HadoopPath absolute(HadoopFiles files, String text) {
    return new HadoopPath(files, true, split(text));
  }

  static HadoopPath of(HadoopFiles files, String text) {
    return new HadoopPath(files, text.startsWith(SEPARATOR), split(text));
  }

  private static List<String> split(String text) {
    return Stream.of(text.split(SEPARATOR, -1)).filter(name -> !name.isEmpty()).toList();
  }

  private HadoopPath with(List<String> others) {
    return new HadoopPath(files, isAbsolute, others);
  }

  private HadoopPath relative(List<String> others) {
    return new HadoopPath(files, false, others);
  }

  /** Hadoop's own of the same place. */
  org.apache.hadoop.fs.Path hadoop() {
    String path = SEPARATOR + String.join(SEPARATOR, names);
    return new org.apache.hadoop.fs.Path(
        files.root().getScheme(), files.root().getAuthority(), path);
  }

  private HadoopPath own(Path other) {
    if (other instanceof HadoopPath that && that.files.equals(files)) {
      return that;
    }
    throw new ProviderMismatchException(other + " is no path on " + files);
  }

  @Override
  public HadoopFiles getFileSystem() {
    return files;
  }

  @Override
  public Path getRoot() {
    return isAbsolute ? with(List.of()) : null;
  }

  @Override
  public Path getFileName() {
    return names.isEmpty() ? null : relative(names.subList(names.size() - 1, names.size()));
  }

  @Override
  public Path getParent() {
    boolean none = names.isEmpty() || (!isAbsolute && names.size() == 1);
    return none ? null : with(names.subList(0, names.size() - 1));
  }

  @Override
  public int getNameCount() {
    return names.size();
  }

  @Override
  public Path getName(int index) {
    return subpath(index, index + 1);
  }

  @Override
  public Path subpath(int from, int to) {
    if (from < 0 || from >= to || to > names.size()) {
      throw new IllegalArgumentException("no names " + from + " to " + to + " in " + this);
    }
    return relative(names.subList(from, to));
  }

  @Override
  public boolean startsWith(Path other) {
    return other instanceof HadoopPath that
        && that.files.equals(files)
        && that.isAbsolute == isAbsolute
        && that.names.size() <= names.size()
        && names.subList(0, that.names.size()).equals(that.names);
  }

  @Override
  public boolean endsWith(Path other) {
    if (!(other instanceof HadoopPath that) || !that.files.equals(files)) {
      return false;
    }
    int from = names.size() - that.names.size();
    return from >= 0
        && (!that.isAbsolute || (isAbsolute && from == 0))
        && names.subList(from, names.size()).equals(that.names);
  }

  @Override
  public Path normalize() {
    List<String> normal = new ArrayList<>();
    for (String name : names) {
      boolean climbs = name.equals("..");
      boolean above = normal.isEmpty() || normal.get(normal.size() - 1).equals("..");
      if (climbs && !above) {
        normal.remove(normal.size() - 1);
      } else if (!name.equals(".") && !(climbs && isAbsolute)) {
        normal.add(name);
      }
    }
    return with(normal);
  }

  @Override
  public Path resolve(Path other) {
    HadoopPath that = own(other);
    List<String> joined = new ArrayList<>(names);
    joined.addAll(that.names);
    return that.isAbsolute ? that : with(joined);
  }

  @Override
  public Path relativize(Path other) {
    HadoopPath that = own(other);
    if (that.isAbsolute != isAbsolute) {
      throw new IllegalArgumentException(this + " and " + other + " have nothing in common");
    }
    int same = 0;
    while (same < Math.min(names.size(), that.names.size())
        && names.get(same).equals(that.names.get(same))) {
      same++;
    }
    List<String> steps = new ArrayList<>();
    names.subList(same, names.size()).forEach(name -> steps.add(".."));
    steps.addAll(that.names.subList(same, that.names.size()));
    return relative(steps);
  }

  @Override
  public URI toUri() {
    try {
      HadoopPath whole = (HadoopPath) toAbsolutePath();
      String path = SEPARATOR + String.join(SEPARATOR, whole.names);
      return new URI(files.root().getScheme(), files.root().getAuthority(), path, null, null);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("its parts were a URL's: " + this, e);
    }
  }

  /** There is no working folder: from the root. */
  @Override
  public Path toAbsolutePath() {
    return new HadoopPath(files, true, names);
  }

  /** There are no links to follow. */
  @Override
  public Path toRealPath(LinkOption... options) throws IOException {
    Path real = toAbsolutePath().normalize();
    real.getFileSystem().provider().checkAccess(real);
    return real;
  }

  @Override
  public WatchKey register(
      WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
    throw new UnsupportedOperationException("nothing is watched on " + files);
  }

  @Override
  public int compareTo(Path other) {
    return toString().compareTo(own(other).toString());
  }

  @Override
  public String toString() {
    String joined = String.join(SEPARATOR, names);
    return isAbsolute ? files.root() + SEPARATOR + joined : joined;
  }
}
