package io.espalier.kernels.format;

import io.espalier.kernels.simd.Exponents;

/**
 * Sign, exponent and fraction without a hidden bit. Of several codes for a number the one with the
 * smallest exponent is stored; a code beyond float32 stands for the largest number within.
 *
 * @param exponentWidth bits of the exponent
 * @param mantissaWidth bits of the fraction
 * @param bias of the exponent
 */
record DenormCode(int exponentWidth, int mantissaWidth, int bias) implements ElementCode {
  @Override
  public int[] fields() {
    return new int[] {1, exponentWidth, mantissaWidth};
  }

  @Override
  public int encode(float member) {
    ElementCode.expectNumber(member);
    int sign = ElementCode.sign(member, exponentWidth + mantissaWidth);
    return sign | magnitude(Math.abs(member));
  }

  /** The code of the largest number that is not above {@code a}. */
  private int magnitude(float a) {
    if (a == 0) {
      return 0;
    }
    // The power of two 2^e itself needs the exponent above.
    int e = Math.max(Exponents.floor(a) + 1, -bias);
    int k = (int) (a * Exponents.power(mantissaWidth - e));
    return (e + bias) << mantissaWidth | k;
  }

  @Override
  public float decode(int code) {
    float a = number(code & ((1 << (exponentWidth + mantissaWidth)) - 1));
    return (code >> (exponentWidth + mantissaWidth) & 1) == 0 ? a : -a;
  }

  private float number(int magnitude) {
    int field = magnitude >> mantissaWidth;
    int k = magnitude & ((1 << mantissaWidth) - 1);
    double a = k * Exponents.power(field - bias - mantissaWidth);
    return a > Float.MAX_VALUE ? number(magnitude(Float.MAX_VALUE)) : (float) a;
  }
}
