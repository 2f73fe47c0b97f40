package io.espalier.compression.data;

import io.espalier.kernels.net.Shape;
import java.util.Arrays;

/**
 * Collects the records of CIFAR-10's binary files: a label byte, then the red, green and blue
 * planes of 32 × 32. Mutable.
 */
final class CifarRecords {
  private static final Shape SHAPE = new Shape(32, 32, 3);
  private static final int PLANE = 32 * 32;
  static final int RECORD = 1 + 3 * PLANE;

  private final byte[] pixels;
  private final byte[] labels;
  private int count;

  CifarRecords(int capacity) {
    pixels = new byte[capacity * SHAPE.volume()];
    labels = new byte[capacity];
  }

  /**
   * Appends a file that must have exactly so many records.
   *
   * @throws DataException if its length is another, or a label is above 9
   */
  void append(String name, byte[] file, int records) {
    if (file.length != (long) records * RECORD) {
      throw DataException.wrongLength(name, (long) records * RECORD, file.length);
    }
    for (int i = 0; i < records; i++) {
      int label = file[i * RECORD] & 0xff;
      if (label > 9) {
        throw new DataException(
            name + ": byte " + i * RECORD + " must be a label in [0, 9], found " + label);
      }
      append(file, i * RECORD);
    }
  }

  private void append(byte[] file, int at) {
    labels[count] = file[at];
    int to = count * SHAPE.volume();
    for (int p = 0; p < PLANE; p++) {
      for (int c = 0; c < 3; c++) {
        pixels[to + 3 * p + c] = file[at + 1 + c * PLANE + p];
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
