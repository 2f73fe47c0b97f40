package io.espalier.compression.data;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One array in NumPy's file layout (NEP 1), as float32, row-major.
 *
 * @param shape the extent of each axis; empty for a single number
 * @param values [product of the extents], last axis innermost
 */
public record Npy(List<Integer> shape, float[] values) {
  private static final long TOO_MANY = 1L << 31;

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  /** Checks that there are as many values as the shape says. */
  public Npy {
    shape = List.copyOf(shape);
    if (values.length != volume(shape)) {
      throw new IllegalArgumentException(
          "shape " + shape + " needs " + volume(shape) + " values, got " + values.length);
    }
  }

  /**
   * Reads a file of float32 or float64 (rounded to the nearest float32), of any shape and byte
   * order, row-major.
   *
   * @throws DataException if the file is missing, truncated, foreign or of another element type
   */
  public static Npy read(Path file) {
    byte[] content = DataFolder.read(file, "expected a file that numpy.save wrote");
    return parse(file.toString(), content);
  }

  /**
   * The same from bytes.
   *
   * @param name what the bytes are called in an error
   */
  public static Npy parse(String name, byte[] file) {
    NpyHeader header = NpyHeader.parse(name, file, NpyHeader.Elements.REAL);
    long volume = volume(header.shape());
    long expected = header.length() + volume * header.elementBytes();
    if (volume > Integer.MAX_VALUE - 8 || file.length != expected) {
      throw DataException.wrongLength(name, expected, file.length);
    }
    ByteBuffer data =
        ByteBuffer.wrap(file, header.length(), file.length - header.length())
            .slice()
            .order(header.order());
    float[] values = new float[(int) volume];
    if (header.elementBytes() == Float.BYTES) {
      data.asFloatBuffer().get(values);
    } else {
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) data.getDouble(8 * i);
      }
    }
    return new Npy(header.shape(), values);
  }

  /** Writes float32, little-endian, row-major: what numpy.load reads. */
  public void write(Path file) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      write(out);
    }
  }

  /** The same to a stream, which stays open. */
  public void write(OutputStream out) throws IOException {
    out.write(header());
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
    int step = buffer.capacity() / Float.BYTES;
    for (int from = 0; from < values.length; from += step) {
      int count = Math.min(step, values.length - from);
      buffer.asFloatBuffer().put(values, from, count);
      out.write(buffer.array(), 0, count * Float.BYTES);
    }
  }

  /** The data starts at a multiple of 64 bytes, as NumPy's own files do. */
  private byte[] header() {
    String extents = shape.stream().map(e -> e + ",").collect(Collectors.joining(" "));
    String text = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + tuple(extents) + "), }";
    int prefix = MAGIC.length + 4;
    int length = (prefix + text.length() + 1 + 63) / 64 * 64;
    byte[] header = new byte[length];
    Arrays.fill(header, (byte) ' ');
    ByteBuffer out = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
    out.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) (length - prefix));
    out.put(text.getBytes(StandardCharsets.US_ASCII));
    header[length - 1] = '\n';
    return header;
  }

  /** Python writes (3,) but (3, 4). */
  private String tuple(String extents) {
    return shape.size() > 1 ? extents.substring(0, extents.length() - 1) : extents;
  }

  /** The number of values, or 2^31 if there are as many or more: no array holds them. */
  static long volume(List<Integer> shape) {
    if (shape.contains(0)) {
      return 0;
    }
    long volume = 1;
    for (int extent : shape) {
      if (extent < 0) {
        throw new IllegalArgumentException("extents must not be negative, got " + shape);
      }
      volume = Math.min(volume * extent, TOO_MANY);
    }
    return volume;
  }

  static boolean hasMagic(byte[] file) {
    return file.length >= MAGIC.length
        && Arrays.equals(file, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Npy that
        && shape.equals(that.shape)
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * shape.hashCode() + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "float32 " + shape;
  }
}
