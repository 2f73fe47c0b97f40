package io.espalier.kernels.format;

/** Reads what a {@link BitWriter} wrote. Mutable. */
final class BitReader {
  private final byte[] bytes;
  private int next;
  private long pending;
  private int held;

  BitReader(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The next {@code width} bits, at most 48, in the lowest ones. */
  long read(int width) {
    while (held < width) {
      pending = (pending << 8) | (bytes[next++] & 0xff);
      held += 8;
    }
    held -= width;
    return pending >>> held & ((1L << width) - 1);
  }
}
