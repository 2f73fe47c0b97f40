package io.espalier.compression.data;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/**
 * The content of a file that may or may not be gzip, told apart by its first two bytes. Mutable.
 */
final class Gzip implements Closeable {
  /** Deflate never makes more than this of one byte. */
  private static final long MOST_EXPANSION = 1032;

  private final InputStream in;
  private final long mostBytes;

  Gzip(byte[] file) throws IOException {
    boolean packed = file.length >= 2 && (file[0] & 0xff) == 0x1f && (file[1] & 0xff) == 0x8b;
    InputStream raw = new ByteArrayInputStream(file);
    in = packed ? new GZIPInputStream(raw, 1 << 16) : raw;
    mostBytes = packed ? MOST_EXPANSION * file.length : file.length;
  }

  /**
   * The next {@code length} bytes, or fewer where the file ends or is cut off. Allocates no more
   * than a file of its length can hold, whatever {@code length} says.
   */
  byte[] next(int length) throws IOException {
    byte[] bytes = new byte[(int) Math.min(length, mostBytes)];
    int filled = 0;
    try {
      while (filled < bytes.length) {
        int read = in.read(bytes, filled, bytes.length - filled);
        if (read < 0) {
          break;
        }
        filled += read;
      }
    } catch (EOFException e) {
      return Arrays.copyOf(bytes, filled); // a gzip file that was cut off: what came is what counts
    }
    return filled == bytes.length ? bytes : Arrays.copyOf(bytes, filled);
  }

  /** How many bytes are left; also checks gzip's own checksum. */
  long rest() throws IOException {
    byte[] buffer = new byte[1 << 13];
    long rest = 0;
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      rest += read;
    }
    return rest;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
