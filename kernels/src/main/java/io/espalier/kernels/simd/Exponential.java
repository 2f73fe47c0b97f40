package io.espalier.kernels.simd;

/** The numbers of e^t in float32: t = k ln 2 + r with a whole k, e^t = 2^k (1 + r + r² P(r)). */
final class Exponential {
  /** Below and above these 2^k leaves float32's normal range. */
  static final float LOWEST = -87;

  static final float HIGHEST = 88;

  static final float LOG2_E = 1.44269504f;

  /** Added and taken off again, it leaves the nearest whole number, in the low bits while added. */
  static final float WHOLE = 0x1.8p23f;

  /** ln 2 in two parts, the first short enough that k times it is exact. */
  static final float LN2_HIGH = 0.693359375f;

  static final float LN2_LOW = -2.12194440e-4f;

  static final float P0 = 1.9875691500e-4f;
  static final float P1 = 1.3981999507e-3f;
  static final float P2 = 8.3334519073e-3f;
  static final float P3 = 4.1665795894e-2f;
  static final float P4 = 1.6666665459e-1f;
  static final float P5 = 5.0000001201e-1f;

  /** The bits of 1: its exponent is where k is added. */
  static final int ONE = 0x3f800000;

  static final int MANTISSA = 23;

  private Exponential() {}

  /** e^t for t in [LOWEST, HIGHEST] or NaN. */
  static float of(float t) {
    float shifted = Math.fma(t, LOG2_E, WHOLE);
    float k = shifted - WHOLE;
    float r = Math.fma(k, -LN2_LOW, Math.fma(k, -LN2_HIGH, t));
    float p = Math.fma(P0, r, P1);
    p = Math.fma(p, r, P2);
    p = Math.fma(p, r, P3);
    p = Math.fma(p, r, P4);
    p = Math.fma(p, r, P5);
    float rest = Math.fma(r * r, p, r) + 1;
    return rest * Float.intBitsToFloat((Float.floatToRawIntBits(shifted) << MANTISSA) + ONE);
  }
}
