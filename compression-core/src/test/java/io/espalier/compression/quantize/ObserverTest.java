package io.espalier.compression.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.kernels.format.AffineInteger;
import io.espalier.kernels.format.BlockFloat;
import io.espalier.kernels.format.FixedPoint;
import io.espalier.kernels.format.Float32;
import io.espalier.kernels.format.NumberFormat;
import io.espalier.kernels.format.Values;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every observer promises, and what each makes of values counted by hand. */
class ObserverTest {
  private static final long SEED = new Random().nextLong();

  /** One of each permitted type: a new one without an example here fails. */
  static List<Observer> observers() {
    List<Observer> examples =
        List.of(new Maximum(), new Percentile(99.9), new MeanSquaredError(), new KullbackLeibler());
    List<Class<?>> types = new ArrayList<>();
    examples.forEach(example -> types.add(example.getClass()));
    assertEquals(List.of(Observer.class.getPermittedSubclasses()), types);
    return examples;
  }

  private static Stream<NumberFormat> formats() {
    return Stream.of(
        AffineInteger.symmetric(8),
        AffineInteger.symmetric(4),
        AffineInteger.asymmetric(4),
        FixedPoint.auto(6));
  }

  @ParameterizedTest
  @MethodSource("observers")
  void thresholdIsAboveZeroAndNotBeyondWhatWasSeen(Observer observer) {
    float[] values = normal(10_000);
    formats()
        .forEach(
            format -> {
              Values chosen = Seen.of(values, 0, values.length).chosenBy(observer, format);
              Values whole = Values.of(values, 0, values.length);
              String what = observer + " " + format + ", seed " + SEED;
              assertTrue(chosen.maxMagnitude() > 0, what);
              assertTrue(chosen.min() >= whole.min() && chosen.max() <= whole.max(), what);
              assertTrue(format.fit(chosen).isResolved(), what);
            });
  }

  @ParameterizedTest
  @MethodSource("observers")
  void orderDoesNotMatterNorHowTheStreamIsCut(Observer observer) {
    List<Float> shuffled = new ArrayList<>();
    float[] values = normal(5_000);
    for (float value : values) {
      shuffled.add(value);
    }
    Collections.shuffle(shuffled, new Random(SEED));
    float[] other = new float[values.length];
    for (int i = 0; i < other.length; i++) {
      other[i] = shuffled.get(i);
    }
    Histogram histogram = new Histogram(Values.of(other, 0, other.length));
    histogram.accept(other, 0, 777);
    histogram.accept(other, 777, other.length);
    Seen pieces = new Seen(Values.of(other, 0, other.length), () -> histogram);
    formats()
        .forEach(
            format ->
                assertEquals(
                    Seen.of(values, 0, values.length).chosenBy(observer, format).maxMagnitude(),
                    pieces.chosenBy(observer, format).maxMagnitude(),
                    observer + " " + format + ", seed " + SEED));
  }

  @ParameterizedTest
  @MethodSource("observers")
  void zerosOnlyAndOneValueOnlyGiveAScale(Observer observer) {
    for (float value : new float[] {0, 1, -3, 1e-30f, Float.MAX_VALUE}) {
      float[] values = new float[100];
      java.util.Arrays.fill(values, value);
      formats()
          .forEach(
              format -> {
                NumberFormat fitted =
                    format.fit(Seen.of(values, 0, values.length).chosenBy(observer, format));
                float[] rounded = {value};
                fitted.quantize(rounded, 0, 1);
                assertTrue(Float.isFinite(rounded[0]), observer + " " + fitted);
              });
    }
  }

  @Test
  void percentileCountsZerosAndEndsAtTheEdgeOfABin() {
    // 90 zeros, nine values of about 1, one of 8192: bins are one wide.
    float[] values = new float[100];
    java.util.Arrays.fill(values, 90, 99, -0.5f);
    values[99] = 8192;
    assertEquals(1, threshold(new Percentile(99), values, AffineInteger.symmetric(8)));
    assertEquals(8192, threshold(new Percentile(99.5), values, AffineInteger.symmetric(8)));
  }

  @Test
  void meanSquaredErrorClipsWhatCostsTooMuch() {
    // Two bits: codes -1, 0, 1. A thousand values at 1 and one at 4: clipping the one costs
    // (4 - 1)² = 9, keeping it rounds a thousand to 0 and costs 1000.
    float[] values = new float[1001];
    java.util.Arrays.fill(values, 1);
    values[1000] = 4;
    double threshold = threshold(new MeanSquaredError(), values, AffineInteger.symmetric(2));
    assertEquals(1, threshold, 4.0 / 256);
    // One at 1 and one at 4: clipping to t in (0, 2] costs at least 4, keeping all costs 1.
    assertEquals(
        4,
        threshold(new MeanSquaredError(), new float[] {1, 4}, AffineInteger.symmetric(2)),
        4.0 / 256);
  }

  @Test
  void meanSquaredErrorIsTheLeastOfAllCandidates() {
    float[] values = normal(4_000);
    AffineInteger format = AffineInteger.symmetric(4);
    double best = threshold(new MeanSquaredError(), values, format);
    float limit = Values.of(values, 0, values.length).maxMagnitude();
    double least = error(values, format, best);
    for (int i = 1; i <= 256; i++) {
      double other = error(values, format, (double) limit * i / 256);
      assertTrue(least <= other * 1.001, "seed " + SEED + ": " + i + " gives " + other);
    }
  }

  @Test
  void divergenceKeepsAUniformDistributionWholeAndCutsALoneOutlier() {
    float[] uniform = new float[8192];
    for (int i = 0; i < uniform.length; i++) {
      uniform[i] = i + 0.5f;
    }
    assertEquals(8191.5, threshold(new KullbackLeibler(), uniform, AffineInteger.symmetric(8)), 1);
    float[] outlier = uniform.clone();
    outlier[0] = 819_200;
    // All but one lie in the first hundredth: 8 levels over the whole range would merge them.
    assertTrue(threshold(new KullbackLeibler(), outlier, AffineInteger.symmetric(4)) < 81_920);
  }

  @Test
  void maxIsWhatItAlwaysWas() {
    float[] values = normal(100);
    Seen seen = Seen.of(values, 0, values.length);
    assertSame(seen.values(), seen.chosenBy(new Maximum(), AffineInteger.symmetric(8)));
  }

  @Test
  void refusesWhatCannotBe() {
    assertMessage("got 0.0", () -> new Percentile(0));
    assertMessage("got 101.0", () -> new Percentile(101));
    assertMessage("got NaN", () -> new Percentile(Double.NaN));
    assertMessage("observer must be max", () -> quantizer(BlockFloat.of(3)));
    assertMessage("observer must be max", () -> quantizer(FixedPoint.of(8, 3)));
    assertTrue(quantizer(new Float32()).isNone());
  }

  private static TensorQuantizer quantizer(NumberFormat format) {
    return new TensorQuantizer(
        format, Granularity.TENSOR, TensorQuantizer.Rounding.AS_IS, new MeanSquaredError());
  }

  private static void assertMessage(String part, org.junit.jupiter.api.function.Executable what) {
    String message = assertThrows(IllegalArgumentException.class, what).getMessage();
    assertTrue(message.contains(part), message);
  }

  private static double threshold(Observer observer, float[] values, NumberFormat format) {
    return Seen.of(values, 0, values.length).chosenBy(observer, format).maxMagnitude();
  }

  private static double error(float[] values, NumberFormat format, double threshold) {
    float[] rounded = values.clone();
    Values range = new ClippedValues(Values.of(values, 0, values.length), (float) threshold);
    format.fit(range).quantize(rounded, 0, rounded.length);
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += Math.pow(rounded[i] - values[i], 2);
    }
    return sum;
  }

  private static float[] normal(int count) {
    Random random = new Random(SEED);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
