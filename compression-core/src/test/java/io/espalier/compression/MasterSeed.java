package io.espalier.compression;

import java.util.SplittableRandom;

/** The seed that randomised tests draw from: printed, and replayable with -Despalier.seed=N. */
public final class MasterSeed {
  private static final long SEED = Long.getLong("espalier.seed", System.nanoTime());

  static {
    System.out.println("espalier.seed=" + SEED);
  }

  private MasterSeed() {}

  /** A generator of its own for each purpose. */
  public static SplittableRandom random(String purpose) {
    return new SplittableRandom(SEED ^ purpose.hashCode());
  }
}
