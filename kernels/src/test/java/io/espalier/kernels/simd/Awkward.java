package io.espalier.kernels.simd;

import java.util.Random;

/** Random arrays with the values that kernels get wrong: zeros of both signs, NaN, infinities. */
final class Awkward {
  private static final float[] SPECIAL = {
    0f, -0f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MIN_VALUE, 1e30f
  };
  private static final String SEED = "espalier.test.seed";

  private Awkward() {}

  /** Another one each time, printed; the property replays one. */
  static long seed() {
    long seed = Long.getLong(SEED, System.nanoTime() % 1_000_000);
    System.out.println("-D" + SEED + "=" + seed);
    return seed;
  }

  static float[] ordinary(int n, Random random) {
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = (float) random.nextGaussian();
    }
    return x;
  }

  /** One value in {@code every} is special. */
  static float[] special(int n, int every, Random random) {
    float[] x = ordinary(n, random);
    for (int i = 0; i < n; i++) {
      if (random.nextInt(every) == 0) {
        x[i] = SPECIAL[random.nextInt(SPECIAL.length)];
      }
    }
    return x;
  }

  /** {@code n} multiples of {@code step} below {@code limit}. */
  static int[] places(int n, int step, int limit, Random random) {
    return random.ints(n, 0, limit / step).map(i -> i * step).toArray();
  }
}
