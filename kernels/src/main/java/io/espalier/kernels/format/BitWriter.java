package io.espalier.kernels.format;

/** Fields of bits written one behind the other, the highest bit of each first. Mutable. */
final class BitWriter {
  private final byte[] bytes;
  private int next;
  private long pending;
  private int held;

  BitWriter(int length) {
    bytes = new byte[length];
  }

  /** Appends the lowest {@code width} bits of {@code field}, at most 48. */
  void write(long field, int width) {
    assert width >= 0 && width <= 48 : width;
    pending = (pending << width) | (field & ((1L << width) - 1));
    held += width;
    while (held >= 8) {
      held -= 8;
      bytes[next++] = (byte) (pending >>> held);
    }
  }

  /** What was written, the last byte filled up with zeros. */
  byte[] finish() {
    if (held > 0) {
      write(0, 8 - held);
    }
    assert next == bytes.length : next + " of " + bytes.length;
    return bytes;
  }
}
