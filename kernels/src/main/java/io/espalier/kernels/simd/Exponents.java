package io.espalier.kernels.simd;

/** Exponents of float32 magnitudes, taken from their bits, and exact powers of two. */
public final class Exponents {
  private static final int FRACTION = 0x007fffff;
  private static final int ABOVE_ROOT_TWO = 0x003504f3;
  private static final int SMALLEST = -149;

  private Exponents() {}

  /** The largest e with 2^e ≤ a, for a finite a above zero, subnormal or not. */
  public static int floor(float a) {
    int bits = Float.floatToRawIntBits(a);
    assert bits > 0 && bits < 0x7f800000 : a;
    return bits > FRACTION
        ? (bits >>> 23) - 127
        : SMALLEST + 31 - Integer.numberOfLeadingZeros(bits);
  }

  /** The smallest e with a ≤ 2^e, for a finite a above zero. */
  public static int ceil(float a) {
    int e = floor(a);
    return a == (float) power(e) ? e : e + 1;
  }

  /** The integer nearest to log2(a), for a finite a above zero; no ties exist. */
  public static int nearest(float a) {
    int e = floor(a);
    int fraction = Float.floatToRawIntBits((float) (a * power(-e))) & FRACTION;
    return fraction > ABOVE_ROOT_TWO ? e + 1 : e;
  }

  /** 2^e exactly, for −1022 ≤ e ≤ 1023. */
  public static double power(int e) {
    assert e >= Double.MIN_EXPONENT && e <= Double.MAX_EXPONENT : e;
    return Double.longBitsToDouble((e + 1023L) << 52);
  }

  /** {@code value} moved into [low, high]. */
  static int clamp(int value, int low, int high) {
    return Math.min(Math.max(value, low), high);
  }
}
