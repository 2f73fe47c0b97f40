package io.espalier.compression.data;

import io.espalier.kernels.net.Shape;
import java.util.Arrays;

/**
 * Collects the records of CIFAR's binary files: label bytes, then the red, green and blue planes of
 * 32 × 32. Mutable.
 */
final class CifarRecords {
  private static final Shape SHAPE = new Shape(32, 32, 3);
  private static final int PLANE = 32 * 32;

  /**
   * How a record begins.
   *
   * @param labels label bytes
   * @param label which of them counts
   * @param classes every label is below
   */
  record Layout(int labels, int label, int classes) {
    int recordBytes() {
      return labels + 3 * PLANE;
    }
  }

  private final Layout layout;
  private final byte[] pixels;
  private final byte[] labels;
  private int count;

  CifarRecords(Layout layout, int capacity) {
    this.layout = layout;
    pixels = new byte[capacity * SHAPE.volume()];
    labels = new byte[capacity];
  }

  /**
   * Appends a file that must have exactly so many records.
   *
   * @throws DataException if its length is another, or a label is no class
   */
  void append(String name, byte[] file, int records) {
    int length = layout.recordBytes();
    if (file.length != (long) records * length) {
      throw DataException.wrongLength(name, (long) records * length, file.length);
    }
    for (int at = 0; at < file.length; at += length) {
      int label = file[at + layout.label()] & 0xff;
      if (label >= layout.classes()) {
        throw new DataException(
            String.format(
                "%s: byte %d must be a label in [0, %d], found %d",
                name, at + layout.label(), layout.classes() - 1, label));
      }
      labels[count] = (byte) label;
      planes(file, at + layout.labels());
    }
  }

  private void planes(byte[] file, int at) {
    int to = count * SHAPE.volume();
    for (int p = 0; p < PLANE; p++) {
      for (int c = 0; c < 3; c++) {
        pixels[to + 3 * p + c] = file[at + c * PLANE + p];
      }
    }
    count++;
  }

  /** The images so far. */
  Images images() {
    return new Images(
        SHAPE, Arrays.copyOf(pixels, count * SHAPE.volume()), Arrays.copyOf(labels, count));
  }
}
