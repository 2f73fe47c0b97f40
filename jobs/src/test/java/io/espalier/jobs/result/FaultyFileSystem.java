package io.espalier.jobs.result;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * The local file system under the scheme {@code faulty}, whose writes and renames fail where {@link
 * Faults} says. Renaming over a file is atomic, as on HDFS.
 */
public final class FaultyFileSystem extends RawLocalFileSystem {
  static final URI ROOT = URI.create("faulty:///");

  /** Settings under which URLs {@code faulty:///…} work. */
  static Configuration configuration() {
    Configuration configuration = new Configuration(false);
    configuration.set("fs.faulty.impl", FaultyFileSystem.class.getName());
    configuration.set("fs.AbstractFileSystem.faulty.impl", Context.class.getName());
    return configuration;
  }

  @Override
  public URI getUri() {
    return ROOT;
  }

  @Override
  public String getScheme() {
    return ROOT.getScheme();
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    return create(file, null, overwrite, bufferSize, replication, blockSize, progress);
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    Faults.Operation write = Faults.next("write " + file.getName());
    write.before();
    FSDataOutputStream out =
        super.create(file, overwrite, bufferSize, replication, blockSize, progress);
    return new FSDataOutputStream(new Breaking(out, write), null);
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    Faults.Operation rename = Faults.next("rename to " + to.getName());
    rename.before();
    boolean done = !exists(to) && super.rename(from, to);
    rename.after();
    return done;
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    Faults.check("delete " + path.getName());
    return super.delete(path, recursive);
  }

  /** Half of what is written arrives when it is to fail in the middle. */
  private static final class Breaking extends OutputStream {
    private final OutputStream out;
    private final Faults.Operation write;

    Breaking(OutputStream out, Faults.Operation write) {
      this.out = out;
      this.write = write;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      if (write.isMiddle()) {
        out.write(bytes, from, count / 2);
        out.flush();
        write.middle();
      }
      out.write(bytes, from, count);
    }

    @Override
    public void close() throws IOException {
      out.close();
      write.after();
    }
  }

  /** The same for {@code FileContext}, which can rename over a file. */
  public static final class Context extends DelegateToFileSystem {
    /** As Hadoop makes it. */
    public Context(URI uri, Configuration configuration) throws IOException, URISyntaxException {
      super(ROOT, new FaultyFileSystem(), configuration, ROOT.getScheme(), false);
    }

    @Override
    public int getUriDefaultPort() {
      return -1;
    }

    @Override
    public void renameInternal(Path from, Path to, boolean overwrite) throws IOException {
      Faults.Operation rename = Faults.next("rename over " + to.getName());
      rename.before();
      Files.move(nio(from), nio(to), StandardCopyOption.ATOMIC_MOVE);
      rename.after();
    }

    private static java.nio.file.Path nio(Path path) {
      return java.nio.file.Path.of(path.toUri().getPath());
    }
  }
}
