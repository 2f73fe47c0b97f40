package io.espalier.compression.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DigitsTest {
  /** Changing how digits are drawn changes every result that came from them: bump the version. */
  @Test
  void theDefaultSetNeverChanges() {
    assertEquals(
        "6f6003737a03afcf4feeff227337f4c756a75275a7b41ce5cba8d40f0d62ab04",
        new Digits(12_000, 2_000, 4_000, 1).load().digest());
  }

  @Test
  void anImageDependsOnSeedPartAndIndexAlone() {
    Splits small = new Digits(35, 20, 13, 5).load();
    Splits large = new Digits(120, 21, 17, 5).load();
    assertEquals(small.train(), large.train().slice(0, 35));
    assertEquals(small.validation(), large.validation().slice(0, 20));
    assertEquals(small.test(), large.test().slice(0, 13));
  }

  @Test
  void seedsAndPartsDiffer() {
    Splits one = new Digits(50, 50, 50, 1).load();
    assertNotEquals(one.digest(), new Digits(50, 50, 50, 2).load().digest());
    Set<String> parts =
        Set.of(one.train().digest(), one.validation().digest(), one.test().digest());
    assertEquals(3, parts.size());
  }

  @Test
  void noTwoImagesAreEqual() {
    Images train = new Digits(3_000, 1, 1, 3).load().train();
    Set<String> digests = new HashSet<>();
    for (int i = 0; i < train.count(); i++) {
      assertTrue(digests.add(train.slice(i, i + 1).digest()), "image " + i);
    }
  }

  @Test
  void everyTenImagesHoldEveryDigit() {
    Images train = new Digits(1_000, 1, 1, 4).load().train();
    for (int from = 0; from < train.count(); from += 10) {
      Set<Integer> seen = new HashSet<>();
      for (int i = from; i < from + 10; i++) {
        seen.add(train.label(i));
      }
      assertEquals(10, seen.size());
    }
  }

  /** Nearest class mean, the simplest classifier: far above chance, far from enough. */
  @Test
  void digitsCanBeToldApartButNotTooEasily() {
    Splits splits = new Digits(3_000, 1, 1_000, 1).load();
    int volume = splits.train().shape().volume();
    double[][] means = new double[10][volume];
    Images train = splits.train();
    for (int i = 0; i < train.count(); i++) {
      for (int p = 0; p < volume; p++) {
        means[train.label(i)][p] += (train.pixels()[i * volume + p] & 0xff) / 300.0;
      }
    }
    int right = 0;
    for (int i = 0; i < splits.test().count(); i++) {
      right += nearest(means, splits.test(), i) == splits.test().label(i) ? 1 : 0;
    }
    assertTrue(right > 400 && right < 900, right + " of 1000");
  }

  private static int nearest(double[][] means, Images images, int image) {
    int best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int c = 0; c < means.length; c++) {
      double distance = 0;
      for (int p = 0; p < means[c].length; p++) {
        double d = means[c][p] - (images.pixels()[image * means[c].length + p] & 0xff);
        distance += d * d;
      }
      if (distance < least) {
        least = distance;
        best = c;
      }
    }
    return best;
  }

  @Test
  void countsMustBePositive() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> new Digits(0, 1, 1, 1)).getMessage();
    assertEquals("train must be in [1, 1000000], got 0", message);
  }
}
