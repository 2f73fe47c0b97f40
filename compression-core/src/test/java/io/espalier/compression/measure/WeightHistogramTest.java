package io.espalier.compression.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class WeightHistogramTest {
  private static WeightHistogram of(float... weights) {
    return WeightHistogram.of(WeightHistogram.Stage.PRUNED, 2, "fc", weights);
  }

  @Test
  void everyWeightThatIsNotZeroIsInItsBin() {
    WeightHistogram histogram = of(-1, 0, 1, 0.999f, -0.0f, 1e-9f, -1e-9f);
    assertEquals(2, histogram.zeros());
    assertEquals(5, histogram.kept());
    assertEquals(-1, histogram.low());
    assertEquals(1, histogram.high());
    assertEquals(1, histogram.counts().get(0));
    assertEquals(1, histogram.counts().get(31));
    assertEquals(1, histogram.counts().get(32));
    assertEquals(2, histogram.counts().get(63));
  }

  @Test
  void oneValueManyTimesAndNoneAtAll() {
    assertEquals(3, of(0.5f, 0.5f, 0.5f).counts().get(0));
    WeightHistogram empty = of(0, 0);
    assertEquals(0, empty.kept());
    assertEquals(2, empty.zeros());
    assertEquals(0, empty.low());
  }

  @Test
  void noWeightIsLost() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    float[] weights = new float[1000];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = random.nextInt(4) == 0 ? 0 : (float) (random.nextGaussian() * 1e30);
    }
    assertEquals(1000, of(weights).kept() + of(weights).zeros(), "seed " + seed);
  }

  @Test
  void whatIsNotFiniteIsInNoBin() {
    WeightHistogram histogram = of(1, Float.NaN, Float.NEGATIVE_INFINITY, 2);
    assertEquals(2, histogram.kept());
    assertEquals(0, histogram.zeros());
    assertEquals(1, histogram.low());
  }
}
