package io.espalier.compression.train;

import java.util.SplittableRandom;

/** Puts an epoch's images in another order. */
public final class Shuffle {
  private Shuffle() {}

  /**
   * Every order equally likely (Fisher and Yates 1938, in Durstenfeld's form of 1964).
   *
   * @param order [count], permuted in place
   */
  public static void inPlace(int[] order, SplittableRandom random) {
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
  }
}
