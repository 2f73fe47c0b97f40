package io.espalier.kernels.format;

import io.espalier.kernels.simd.Exponents;

/**
 * Sign and the exponent of a power of two.
 *
 * @param width bits of a code
 * @param bias of the exponent
 * @param zero whether exponent code 0 stands for zero
 */
record LogCode(int width, int bias, boolean zero) implements ElementCode {
  @Override
  public int[] fields() {
    return new int[] {1, width - 1};
  }

  @Override
  public int encode(float member) {
    ElementCode.expectNumber(member);
    float a = Math.abs(member);
    return ElementCode.sign(member, width - 1) | (a == 0 ? 0 : Exponents.floor(a) + bias);
  }

  @Override
  public float decode(int code) {
    int field = code & ((1 << (width - 1)) - 1);
    int e = Math.min(field - bias, Float.MAX_EXPONENT);
    float a = zero && field == 0 ? 0 : (float) Exponents.power(e);
    return code >> (width - 1) == 0 ? a : -a;
  }
}
