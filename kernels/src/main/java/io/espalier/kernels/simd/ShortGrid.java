package io.espalier.kernels.simd;

/**
 * Float32 without its lowest bits, halves to even, overflow to infinity: bfloat16 drops 16.
 *
 * @param dropped how many bits of the fraction are rounded away, 0 to 22
 */
public record ShortGrid(int dropped) implements ElementGrid {
  /** Float32 itself: nothing is dropped. */
  public static final ShortGrid FLOAT32 = new ShortGrid(0);

  /** Checks the number of bits. */
  public ShortGrid {
    if (dropped < 0 || dropped > 22) {
      throw new IllegalArgumentException("dropped must be in [0, 22], got " + dropped);
    }
  }

  @Override
  public float round(float x) {
    if (Float.isNaN(x)) {
      return Float.NaN;
    }
    if (dropped == 0) {
      return x;
    }
    int bits = Float.floatToRawIntBits(x);
    int half = (1 << (dropped - 1)) - 1;
    int odd = (bits >>> dropped) & 1;
    return Float.intBitsToFloat((bits + half + odd) & -(1 << dropped));
  }
}
