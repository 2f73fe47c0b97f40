package io.espalier.jobs.result;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.io.SeekableInputStream;

/** Parquet files in memory, so that a file reaches its folder in one piece or not at all. */
final class MemoryFile {
  private MemoryFile() {}

  /** A file being written; mutable. */
  static final class Output implements OutputFile {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 15);

    byte[] bytes() {
      return bytes.toByteArray();
    }

    @Override
    public PositionOutputStream create(long blockSizeHint) {
      return new PositionOutputStream() {
        @Override
        public long getPos() {
          return bytes.size();
        }

        @Override
        public void write(int value) {
          bytes.write(value);
        }

        @Override
        public void write(byte[] values, int from, int count) {
          bytes.write(values, from, count);
        }
      };
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSizeHint) {
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

  /** A file to be read. */
  static final class Input implements InputFile {
    private final byte[] bytes;

    Input(byte[] bytes) {
      this.bytes = bytes;
    }

    /** As Parquet's own messages call it. */
    @Override
    public String toString() {
      return "it";
    }

    @Override
    public long getLength() {
      return bytes.length;
    }

    @Override
    public SeekableInputStream newStream() {
      Cursor cursor = new Cursor(bytes);
      return new DelegatingSeekableInputStream(cursor) {
        @Override
        public long getPos() {
          return cursor.position();
        }

        @Override
        public void seek(long position) {
          cursor.moveTo(position);
        }
      };
    }
  }

  /** A stream over an array that can move; mutable. */
  private static final class Cursor extends ByteArrayInputStream {
    Cursor(byte[] bytes) {
      super(bytes);
    }

    long position() {
      return pos;
    }

    void moveTo(long position) {
      if (position < 0 || position > count) {
        throw new IllegalArgumentException("position " + position + " of " + count + " bytes");
      }
      pos = (int) position;
    }
  }
}
