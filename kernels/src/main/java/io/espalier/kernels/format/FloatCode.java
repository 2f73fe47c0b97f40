package io.espalier.kernels.format;

import io.espalier.kernels.simd.Exponents;

/**
 * Sign, exponent and fraction with a hidden bit and subnormals. A code beyond float32 stands for
 * the largest number within.
 *
 * @param exponentWidth bits of the exponent
 * @param mantissaWidth bits of the fraction
 * @param bias of the exponent
 * @param specials which codes are not numbers
 */
record FloatCode(int exponentWidth, int mantissaWidth, int bias, Specials specials)
    implements ElementCode {
  /** Which codes are not numbers. */
  enum Specials {
    /** None. */
    NONE,
    /** All ones are NaN. */
    LAST,
    /** The last exponent is that of the infinities and NaN. */
    IEEE
  }

  @Override
  public int[] fields() {
    return new int[] {1, exponentWidth, mantissaWidth};
  }

  @Override
  public boolean hasNaN() {
    return specials != Specials.NONE;
  }

  /** Sign, or what is left of a code without it. */
  private int signBit() {
    return 1 << (exponentWidth + mantissaWidth);
  }

  private int infinity() {
    return ((1 << exponentWidth) - 1) << mantissaWidth;
  }

  @Override
  public int encode(float member) {
    if (Float.isNaN(member) && hasNaN()) {
      return specials == Specials.LAST ? signBit() - 1 : infinity() | 1 << (mantissaWidth - 1);
    }
    ElementCode.expectNumber(member);
    int sign = ElementCode.sign(member, exponentWidth + mantissaWidth);
    return sign | (Float.isInfinite(member) ? infinity() : magnitude(Math.abs(member)));
  }

  /** The code of the largest number that is not above {@code a}. */
  private int magnitude(float a) {
    if (a == 0) {
      return 0;
    }
    int e = Math.max(Exponents.floor(a), 1 - bias);
    int k = (int) (a * Exponents.power(mantissaWidth - e));
    // A normal number's hidden bit counts the exponent field up from what is stored here.
    return ((e + bias - 1) << mantissaWidth) + k;
  }

  @Override
  public float decode(int code) {
    int magnitude = code & (signBit() - 1);
    float a = isSpecial(magnitude) ? special(magnitude) : number(magnitude);
    return Float.isNaN(a) ? a : (code & signBit()) == 0 ? a : -a;
  }

  private boolean isSpecial(int magnitude) {
    return switch (specials) {
      case NONE -> false;
      case LAST -> magnitude == signBit() - 1;
      case IEEE -> magnitude >= infinity();
    };
  }

  private float special(int magnitude) {
    return specials == Specials.IEEE && magnitude == infinity()
        ? Float.POSITIVE_INFINITY
        : Float.NaN;
  }

  private float number(int magnitude) {
    int field = magnitude >> mantissaWidth;
    int k = magnitude & ((1 << mantissaWidth) - 1);
    int hidden = field == 0 ? 0 : 1 << mantissaWidth;
    int step = Math.max(field, 1) - bias - mantissaWidth;
    double a = (hidden + k) * Exponents.power(step);
    return a > Float.MAX_VALUE ? number(magnitude(Float.MAX_VALUE)) : (float) a;
  }
}
