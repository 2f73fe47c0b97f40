package io.espalier.kernels.simd;

/**
 * A small floating-point grid with a hidden bit and subnormals: k · 2^(1−bias−M) below 2^(1−bias),
 * else (1 + k/2^M) · 2^e.
 *
 * @param mantissaWidth M, the stored bits of the fraction
 * @param bias of the exponent field: the smallest normal magnitude is 2^(1−bias)
 * @param top the largest exponent
 * @param max the largest magnitude
 * @param carry what happens to a value that rounds up into the next binade
 * @param overflow what a value becomes that rounds beyond {@code max}
 */
public record MiniGrid(
    int mantissaWidth, int bias, int top, float max, Carry carry, Overflow overflow)
    implements ElementGrid {
  /** What happens to a value that rounds up into the next binade. */
  public enum Carry {
    /** It goes there: true rounding to nearest, halves to even. */
    UP,
    /** It stays at the largest number of its own binade, as the exponent was fixed first. */
    CLIP
  }

  /** What a value becomes that rounds beyond the largest magnitude. */
  public enum Overflow {
    /** The largest magnitude. */
    SATURATE,
    /** An infinity. */
    INFINITY,
    /** Not a number. */
    NAN
  }

  /** A grid whose top binade is full: max = (2 − 2^−M) · 2^top, or what of it float32 can hold. */
  public static MiniGrid of(int mantissaWidth, int bias, int top, Carry carry) {
    int reachable = Math.min(top, Float.MAX_EXPONENT);
    double max = (2 - Exponents.power(-mantissaWidth)) * Exponents.power(reachable);
    return new MiniGrid(mantissaWidth, bias, reachable, (float) max, carry, Overflow.SATURATE);
  }

  @Override
  public float round(float x) {
    if (Float.isNaN(x)) {
      return Float.NaN;
    }
    if (overflow != Overflow.SATURATE && Float.isInfinite(x)) {
      return beyond(x);
    }
    float a = ElementGrid.magnitude(x);
    if (a == 0) {
      return x;
    }
    double magnitude = carry == Carry.UP ? nearest(a) : clipped(a);
    if (magnitude <= max) {
      return ElementGrid.signed(magnitude, x);
    }
    return overflow == Overflow.SATURATE ? Math.copySign(max, x) : beyond(x);
  }

  private double nearest(float a) {
    int e = Math.max(Exponents.floor(a), 1 - bias);
    return Math.rint(a * Exponents.power(mantissaWidth - e)) * Exponents.power(e - mantissaWidth);
  }

  private double clipped(float a) {
    int e = Math.min(Exponents.floor(a), top);
    double last = Exponents.power(mantissaWidth) - 1;
    if (e <= -bias) {
      int step = 1 - bias - mantissaWidth;
      return Math.min(Math.rint(a * Exponents.power(-step)), last) * Exponents.power(step);
    }
    double fraction = a * Exponents.power(-e) - 1;
    double k = Math.min(Math.rint(fraction * Exponents.power(mantissaWidth)), last);
    return (1 + k * Exponents.power(-mantissaWidth)) * Exponents.power(e);
  }

  private float beyond(float x) {
    return overflow == Overflow.NAN ? Float.NaN : Math.copySign(Float.POSITIVE_INFINITY, x);
  }
}
