package io.espalier.compression.prune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.compression.MasterSeed;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class SelectionTest {
  private static float[] scores(SplittableRandom random, int length) {
    float[] scores = new float[length];
    for (int i = 0; i < length; i++) {
      // Few distinct values among many: ties at the cut are the rule, not the exception.
      float value = random.nextInt(4) == 0 ? random.nextInt(3) : (float) random.nextDouble();
      scores[i] = random.nextInt(50) == 0 ? Float.MIN_VALUE * random.nextInt(9) : value;
    }
    return scores;
  }

  @RepeatedTest(50)
  void prunesExactlyTheLowest() {
    SplittableRandom random = MasterSeed.random("selection").split();
    List<float[]> layers = new ArrayList<>();
    int total = 0;
    for (int i = 0; i <= random.nextInt(4); i++) {
      layers.add(scores(random, 1 + random.nextInt(3000)));
      total += layers.get(i).length;
    }
    double sparsity = random.nextDouble();
    List<Mask> masks = Selection.lowest(layers, sparsity);
    long kept = masks.stream().mapToLong(Mask::keptCount).sum();
    assertEquals(total - Math.round(sparsity * total), kept);
    assertTrue(leastKept(layers, masks) >= greatestPruned(layers, masks));
  }

  private static float leastKept(List<float[]> layers, List<Mask> masks) {
    float least = Float.POSITIVE_INFINITY;
    for (int l = 0; l < layers.size(); l++) {
      for (int i = 0; i < layers.get(l).length; i++) {
        least = masks.get(l).keeps(i) ? Math.min(least, layers.get(l)[i]) : least;
      }
    }
    return least;
  }

  private static float greatestPruned(List<float[]> layers, List<Mask> masks) {
    float greatest = 0;
    for (int l = 0; l < layers.size(); l++) {
      for (int i = 0; i < layers.get(l).length; i++) {
        greatest = masks.get(l).keeps(i) ? greatest : Math.max(greatest, layers.get(l)[i]);
      }
    }
    return greatest;
  }

  @Test
  void breaksTiesByPosition() {
    Mask mask = Selection.lowest(new float[] {1, 1, 1, 1, 0}, 0.6);
    assertEquals(2, mask.keptCount());
    assertFalse(mask.keeps(0));
    assertFalse(mask.keeps(1));
    assertFalse(mask.keeps(4));
    assertTrue(mask.keeps(2) && mask.keeps(3));
  }

  @Test
  void keepsAllAtZero() {
    assertEquals(Mask.all(3), Selection.lowest(new float[] {0, 0, 5}, 0));
  }

  @Test
  void refusesWhatHasNoRank() {
    float[] scores = {1, Float.NaN};
    assertThrows(IllegalArgumentException.class, () -> Selection.lowest(scores, 0.5));
    float[] fine = {1, 2};
    String message =
        assertThrows(IllegalArgumentException.class, () -> Selection.lowest(fine, 1.2))
            .getMessage();
    assertEquals("sparsity must be in [0, 1), got 1.2", message);
  }

  @Test
  void aMaskZeroesWhatItPrunesAndNothingElse() {
    float[] weights = {-3, 1, -2, 0.5f};
    Selection.lowest(new Magnitude().score(weights, 0), 0.5).apply(weights);
    assertEquals(0, Float.floatToRawIntBits(weights[1]));
    assertEquals(0, Float.floatToRawIntBits(weights[3]));
    assertEquals(-3, weights[0]);
    assertEquals(-2, weights[2]);
  }
}
