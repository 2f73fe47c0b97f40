package io.espalier.kernels.format;

/**
 * The elements of a block whose shared field says NaN: whatever they hold, they are NaN.
 *
 * @param fields widths of the fields of an element
 */
record SpoiltCode(int... fields) implements ElementCode {
  @Override
  public boolean hasNaN() {
    return true;
  }

  @Override
  public int encode(float member) {
    return 0;
  }

  @Override
  public float decode(int code) {
    return Float.NaN;
  }
}
