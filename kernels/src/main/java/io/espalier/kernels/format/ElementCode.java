package io.espalier.kernels.format;

/** The code of one element once the fields it shares with others are known. */
interface ElementCode {
  /** Widths of the fields of a code from the highest bit on, such as sign, exponent, fraction. */
  int[] fields();

  /** Bits of a code. */
  default int width() {
    int width = 0;
    for (int field : fields()) {
      width += field;
    }
    return width;
  }

  /**
   * The code, in the lowest bits, of a number that the format can store.
   *
   * @throws IllegalArgumentException for NaN if it has no code
   */
  int encode(float member);

  /** The number that a code stands for. */
  float decode(int code);

  /** Whether a code stands for NaN, so that NaN can be stored. */
  default boolean hasNaN() {
    return false;
  }

  /** Whether the format ever stores this code. */
  default boolean isUsed(int code) {
    return true;
  }

  /** The bit that says that {@code v} is negative, at position {@code at}. */
  static int sign(float v, int at) {
    return Float.floatToRawIntBits(v) < 0 ? 1 << at : 0;
  }

  /** Complains about NaN. */
  static void expectNumber(float v) {
    if (Float.isNaN(v)) {
      throw new IllegalArgumentException("NaN has no code in this format");
    }
  }
}
