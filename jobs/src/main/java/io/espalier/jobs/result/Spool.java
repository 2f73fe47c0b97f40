package io.espalier.jobs.result;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/**
 * A flat table being written to a temporary file of this machine, so that a table of any size takes
 * the memory of one row group, and reaches its folder when it is whole. Mutable.
 */
final class Spool implements Closeable {
  private final Path file;
  private final ParquetWriter<StoredTrial> writer;
  private boolean closed;

  /**
   * @param notes key-value pairs of the footer
   */
  Spool(Table<?> table, Map<String, String> notes) throws IOException {
    this.file = Files.createTempFile("espalier-" + table.name(), ".parquet");
    this.writer = ParquetRows.writer(new Local(file), table, notes);
  }

  void add(Row row) throws IOException {
    writer.write(StoredTrial.flat(row));
  }

  /** Ends the file. */
  void finish() throws IOException {
    closed = true;
    writer.close();
  }

  /** Puts the finished file into its place, over an older one. */
  void place(Folder folder, String relative) throws IOException {
    folder.replace(relative, out -> Files.copy(file, out));
  }

  /** Removes the temporary file. */
  @Override
  public void close() throws IOException {
    try {
      if (!closed) {
        finish();
      }
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /** A local file to be written. */
  private record Local(Path file) implements OutputFile {
    @Override
    public PositionOutputStream create(long blockSizeHint) throws IOException {
      return new Counting(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16));
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSizeHint) throws IOException {
      return create(blockSizeHint);
    }

    @Override
    public boolean supportsBlockSize() {
      return false;
    }

    @Override
    public long defaultBlockSize() {
      return 0;
    }
  }

  /** Knows how many bytes went through; mutable. */
  private static final class Counting extends PositionOutputStream {
    private final OutputStream out;
    private long position;

    Counting(OutputStream out) {
      this.out = out;
    }

    @Override
    public long getPos() {
      return position;
    }

    @Override
    public void write(int value) throws IOException {
      out.write(value);
      position++;
    }

    @Override
    public void write(byte[] values, int from, int count) throws IOException {
      out.write(values, from, count);
      position += count;
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
