package io.espalier.kernels.format;

import java.util.Arrays;
import java.util.Objects;

/**
 * One run of values in as many bits as its format counts. Block by block: the shared field, then
 * the codes of the elements, each from its highest bit on and nothing between them; zeros fill the
 * last byte. Its bytes are its own and must not change.
 */
public final class Packed {
  private final NumberFormat format;
  private final int count;
  private final byte[] bytes;

  private Packed(NumberFormat format, int count, byte[] bytes) {
    this.format = format;
    this.count = count;
    this.bytes = bytes;
  }

  /**
   * Rounds and packs the run {@code x[from, to)}, from which a format that is not resolved takes
   * its open fields; {@code x} stays as it is.
   *
   * @throws IllegalArgumentException if there is a NaN and the format has no code for it
   */
  public static Packed encode(NumberFormat format, float[] x, int from, int to) {
    Objects.checkFromToIndex(from, to, x.length);
    NumberFormat fitted = format.fit(Values.of(x, from, to));
    float[] rounded = Arrays.copyOfRange(x, from, to);
    fitted.quantize(rounded, 0, rounded.length);
    Storage storage = Storage.of(fitted);
    BitWriter out = new BitWriter(length(fitted, rounded.length));
    int size = blockSize(fitted, rounded.length);
    for (int at = 0; at < rounded.length; at += size) {
      int end = Math.min(at + size, rounded.length);
      long shared = storage.shared(x, from + at, from + end);
      out.write(shared, storage.sharedWidth());
      write(storage.element(shared), rounded, at, end, out);
    }
    return new Packed(fitted, rounded.length, out.finish());
  }

  private static void write(ElementCode element, float[] rounded, int at, int end, BitWriter out) {
    int width = element.width();
    for (int i = at; i < end; i++) {
      if (Float.isNaN(rounded[i]) && !element.hasNaN()) {
        throw new IllegalArgumentException(
            "value " + i + " of the run is NaN, for which this format has no code");
      }
      out.write(element.encode(rounded[i]), width);
    }
  }

  /**
   * Takes bytes that {@link #bytes} gave.
   *
   * @param format resolved, as {@link #format} gave it
   * @param count how many values they hold
   * @throws IllegalArgumentException if that many values do not take that many bytes
   * @throws IllegalStateException if the format is not resolved
   */
  public static Packed of(NumberFormat format, int count, byte[] bytes) {
    if (!format.isResolved()) {
      throw Checks.unresolved(format);
    }
    if (count < 0 || bytes.length != length(format, count)) {
      throw new IllegalArgumentException(
          count
              + " values take "
              + length(format, Math.max(count, 0))
              + " bytes, got "
              + bytes.length);
    }
    return new Packed(format, count, bytes.clone());
  }

  /** Writes the values to {@code x[from, from + count())}. */
  public void decode(float[] x, int from) {
    Objects.checkFromIndexSize(from, count, x.length);
    Storage storage = Storage.of(format);
    BitReader in = new BitReader(bytes);
    int size = blockSize(format, count);
    for (int at = 0; at < count; at += size) {
      ElementCode element = storage.element(in.read(storage.sharedWidth()));
      int width = element.width();
      for (int i = at; i < Math.min(at + size, count); i++) {
        x[from + i] = element.decode((int) in.read(width));
      }
    }
  }

  /** Values that share fields in {@code count} values: all of them if they stand alone. */
  static int blockSize(NumberFormat format, int count) {
    return format.blockSize() == 0 || Storage.of(format).sharedWidth() == 0
        ? Math.max(count, 1)
        : format.blockSize();
  }

  private static int length(NumberFormat format, int count) {
    int size = blockSize(format, count);
    long blocks = ((long) count + size - 1) / size;
    return Math.toIntExact((format.bits(count, blocks) + 7) / 8);
  }

  /** The format, resolved. */
  public NumberFormat format() {
    return format;
  }

  /** How many values there are. */
  public int count() {
    return count;
  }

  /** A copy of the packed bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }
}
