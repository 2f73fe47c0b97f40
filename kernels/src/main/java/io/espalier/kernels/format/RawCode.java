package io.espalier.kernels.format;

/**
 * The high bits of a float32.
 *
 * @param dropped how many of the low bits are not stored
 */
record RawCode(int dropped) implements ElementCode {
  @Override
  public int[] fields() {
    return new int[] {1, 8, 23 - dropped};
  }

  @Override
  public boolean hasNaN() {
    return true;
  }

  @Override
  public int encode(float member) {
    return Float.floatToIntBits(member) >>> dropped;
  }

  @Override
  public float decode(int code) {
    return Float.intBitsToFloat(code << dropped);
  }
}
