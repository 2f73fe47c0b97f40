package io.espalier.compression.data;

/**
 * Random numbers that are the same in every Java and on every machine (SplitMix64: Steele, Lea,
 * Flood, 2014). Mutable.
 */
final class Draws {
  private static final long STEP = 0x9e3779b97f4a7c15L;

  private long state;

  private Draws(long state) {
    this.state = state;
  }

  /** A sequence of its own for each combination of keys. */
  static Draws of(long... keys) {
    long state = STEP;
    for (long key : keys) {
      state = mix(state + STEP) ^ mix(key * STEP + 1);
    }
    return new Draws(state);
  }

  private static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
    return b ^ (b >>> 31);
  }

  private long next() {
    state += STEP;
    return mix(state);
  }

  /** Uniform in [0, 1), a multiple of 2^-53. */
  double unit() {
    return (next() >>> 11) * 0x1p-53;
  }

  /** Uniform in [low, high). */
  double between(double low, double high) {
    return low + (high - low) * unit();
  }

  /** Uniform in [0, bound). */
  int below(int bound) {
    return (int) (unit() * bound);
  }

  /** Close to normal, mean 0, deviation 1: the sum of four 16-bit uniforms, within ±3.47. */
  double bell() {
    long bits = next();
    long sum = (bits & 0xffff) + (bits >>> 16 & 0xffff) + (bits >>> 32 & 0xffff) + (bits >>> 48);
    return (sum - 131070) * (1 / 37837.2); // 65536 · sqrt(4 / 12) is one deviation
  }

  /** The numbers below {@code n} in a random order. */
  int[] permutation(int n) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      int j = below(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
