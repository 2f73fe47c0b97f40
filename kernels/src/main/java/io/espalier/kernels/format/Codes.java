package io.espalier.kernels.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What a format makes of a few values, to look at: each as it is stored, bit by bit.
 *
 * @param format the format, its open fields fixed from the values
 * @param blocks the values, cut into blocks that share fields
 */
public record Codes(NumberFormat format, List<Block> blocks) {
  private static final int WIDEST = 16;

  /** Copies the list. */
  public Codes {
    blocks = List.copyOf(blocks);
  }

  /**
   * Values that share fields.
   *
   * @param shared the bits of what they share; empty if they stand alone
   * @param codes one for each value
   */
  public record Block(Optional<String> shared, List<Code> codes) {
    /** Copies the list. */
    public Block {
      codes = List.copyOf(codes);
    }
  }

  /**
   * One value.
   *
   * @param value as it was
   * @param quantized as it is read back
   * @param bits as it is stored, highest first, a space between fields; empty for a NaN that the
   *     format cannot store
   */
  public record Code(float value, float quantized, Optional<String> bits) {
    /** By how much the value changed: NaN if it is or becomes one, 0 if it stays as it is. */
    public double error() {
      return value == quantized ? 0 : (double) quantized - value;
    }
  }

  /**
   * Stores the values as one run, from which a format that is not resolved takes its open fields.
   */
  public static Codes of(NumberFormat format, float... values) {
    NumberFormat fitted = format.fit(Values.of(values, 0, values.length));
    Storage storage = Storage.of(fitted);
    float[] quantized = values.clone();
    fitted.quantize(quantized, 0, quantized.length);
    int size = Packed.blockSize(fitted, values.length);
    List<Block> blocks = new ArrayList<>();
    for (int from = 0; from < values.length; from += size) {
      blocks.add(block(storage, values, quantized, from, Math.min(from + size, values.length)));
    }
    return new Codes(fitted, blocks);
  }

  private static Block block(Storage storage, float[] values, float[] quantized, int from, int to) {
    long shared = storage.shared(values, from, to);
    ElementCode element = storage.element(shared);
    List<Code> codes = new ArrayList<>();
    for (int i = from; i < to; i++) {
      codes.add(new Code(values[i], quantized[i], bits(element, quantized[i])));
    }
    int width = storage.sharedWidth();
    return new Block(width == 0 ? Optional.empty() : Optional.of(digits(shared, width)), codes);
  }

  private static Optional<String> bits(ElementCode element, float member) {
    if (Float.isNaN(member) && !element.hasNaN()) {
      return Optional.empty();
    }
    int code = element.encode(member);
    List<String> fields = new ArrayList<>();
    int low = element.width();
    for (int width : element.fields()) {
      low -= width;
      if (width > 0) {
        fields.add(digits(code >>> low, width));
      }
    }
    return Optional.of(String.join(" ", fields));
  }

  private static String digits(long value, int width) {
    StringBuilder digits = new StringBuilder(width);
    for (int bit = width - 1; bit >= 0; bit--) {
      digits.append(value >>> bit & 1);
    }
    return digits.toString();
  }

  /**
   * All finite magnitudes that a format can store, from the smallest on, each once.
   *
   * @throws IllegalArgumentException if they depend on data, or there are more than 2^16 codes
   */
  public static float[] magnitudes(NumberFormat format) {
    if (!format.isResolved()) {
      throw new IllegalArgumentException(
          "the magnitudes of this format depend on the data: give a number for what is auto");
    }
    Storage storage = Storage.of(format);
    if (storage instanceof SharedStorage) {
      throw new IllegalArgumentException(
          "the magnitudes of a block format depend on each block's largest value: there is no one"
              + " table");
    }
    if (format.widthBits() > WIDEST) {
      throw new IllegalArgumentException(
          "a table needs a format of at most 16 bits, this one has " + format.widthBits());
    }
    ElementCode element = storage.element(storage.shared(new float[0], 0, 0));
    TreeSet<Float> magnitudes = new TreeSet<>();
    for (int code = 0; code < 1 << element.width(); code++) {
      float a = element.isUsed(code) ? Math.abs(element.decode(code)) : Float.NaN;
      if (Float.isFinite(a)) {
        magnitudes.add(a);
      }
    }
    return array(magnitudes);
  }

  private static float[] array(TreeSet<Float> sorted) {
    float[] array = new float[sorted.size()];
    int n = 0;
    for (float each : sorted) {
      array[n++] = each;
    }
    return array;
  }
}
