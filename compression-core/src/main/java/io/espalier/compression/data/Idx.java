package io.espalier.compression.data;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Arrays of unsigned bytes in the IDX layout (Yann LeCun's MNIST page): two zero bytes, the type
 * (8), the number of dimensions, each extent as a big-endian int, then the values, row-major.
 *
 * @param extents the extent of each dimension
 * @param values row-major
 */
record Idx(int[] extents, byte[] values) {
  private static final int UNSIGNED_BYTES = 0x0800;

  /**
   * Reads a file, gzip or not.
   *
   * @param name what the file is called in an error
   * @throws DataException if it is not an IDX array of unsigned bytes of that many dimensions, or
   *     is shorter or longer than its extents say
   */
  static Idx parse(String name, byte[] file, int dimensions) {
    try (Gzip content = new Gzip(file)) {
      return parse(name, content, dimensions);
    } catch (IOException e) {
      throw new DataException(
          name + ": damaged gzip, " + file.length + " bytes found: " + e.getMessage(), e);
    }
  }

  private static Idx parse(String name, Gzip content, int dimensions) throws IOException {
    byte[] header = content.next(4 + 4 * dimensions);
    checkHeader(name, header, dimensions);
    int[] extents = extents(name, header);
    int length = volume(name, extents);
    byte[] values = content.next(length);
    // What comes after a part that is too short is a damaged end, no longer worth counting.
    long extra = values.length == length ? content.rest() : 0;
    if (values.length != length || extra != 0) {
      throw DataException.wrongLength(
          name, (long) header.length + length, header.length + values.length + extra);
    }
    return new Idx(extents, values);
  }

  private static void checkHeader(String name, byte[] header, int dimensions) {
    int magic = UNSIGNED_BYTES | dimensions;
    if (header.length >= 4 && ByteBuffer.wrap(header).getInt() != magic) {
      throw new DataException(
          String.format(
              "%s: not an IDX file of bytes in %d dimensions: expected first bytes %08x, found"
                  + " %08x",
              name, dimensions, magic, ByteBuffer.wrap(header).getInt()));
    }
    if (header.length < 4 + 4 * dimensions) {
      throw new DataException(
          name + ": expected at least " + (4 + 4 * dimensions) + " bytes, found " + header.length);
    }
  }

  private static int[] extents(String name, byte[] header) {
    int[] extents = new int[header.length / 4 - 1];
    for (int d = 0; d < extents.length; d++) {
      extents[d] = ByteBuffer.wrap(header).getInt(4 + 4 * d);
      if (extents[d] < 1) {
        throw new DataException(name + ": extent " + d + " must be above 0, found " + extents[d]);
      }
    }
    return extents;
  }

  private static int volume(String name, int[] extents) {
    long volume = 1;
    for (int extent : extents) {
      volume *= extent;
      if (volume > Integer.MAX_VALUE - 64) {
        throw new DataException(name + ": holds 2^31 bytes or more by its header");
      }
    }
    return (int) volume;
  }
}
