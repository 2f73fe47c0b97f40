package io.espalier.kernels.format;

/**
 * Whole multiples of any step, two's complement, or counted from a zero point.
 *
 * @param width bits of a code
 * @param symmetric whether codes are two's complement and the lowest is not used
 * @param scale the step
 * @param zeroPoint the code of zero; 0 if symmetric
 */
record AffineCode(int width, boolean symmetric, float scale, int zeroPoint) implements ElementCode {
  @Override
  public int[] fields() {
    return new int[] {width};
  }

  @Override
  public boolean isUsed(int code) {
    return !symmetric || code != 1 << (width - 1);
  }

  @Override
  public int encode(float member) {
    ElementCode.expectNumber(member);
    int q = (int) Math.rint((double) member / scale);
    // The largest float32 stands for a product that overflowed, which may be the next one.
    int code = stored(q);
    return decode(code) == member ? code : stored(q + (int) Math.signum(member));
  }

  private int stored(int q) {
    return (q + zeroPoint) & ((1 << width) - 1);
  }

  @Override
  public float decode(int code) {
    int negative = symmetric ? code >>> (width - 1) : 0;
    float v = (code - (negative << width) - zeroPoint) * scale;
    return Math.min(Math.max(v, -Float.MAX_VALUE), Float.MAX_VALUE);
  }
}
