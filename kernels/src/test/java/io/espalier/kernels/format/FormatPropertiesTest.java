package io.espalier.kernels.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What FORMATS.md promises of each format, on random values. */
class FormatPropertiesTest {
  private static final long SEED = 99;
  private static final int COUNT = 4096;

  static java.util.List<NumberFormat> formats() {
    return CodesTest.formats();
  }

  private static float[] normal(double deviation) {
    Random random = new Random(SEED);
    float[] x = new float[COUNT];
    for (int i = 0; i < COUNT; i++) {
      x[i] = (float) (random.nextGaussian() * deviation);
    }
    return x;
  }

  private static float[] rounded(NumberFormat format, float... x) {
    float[] y = x.clone();
    format.quantize(y, 0, y.length);
    return y;
  }

  private static float maxMagnitude(float[] x, int from, int to) {
    return Values.of(x, from, to).maxMagnitude();
  }

  @ParameterizedTest
  @MethodSource("formats")
  void roundingTwiceIsRoundingOnceUnderNearest(NumberFormat format) {
    assumeTrue(
        !(format instanceof AffineInteger a && !a.symmetric()) && !isUnipolar(format),
        "not idempotent by definition");
    float[] x = normal(0.3);
    NumberFormat fitted = format.withPreset(Preset.NEAREST).fit(Values.of(x, 0, COUNT));
    float[] once = rounded(fitted, x);
    float[] twice = rounded(fitted, once);
    for (int i = 0; i < COUNT; i++) {
      int at = i;
      assertEquals(once[i], twice[i], () -> fitted + " of " + x[at] + ", seed " + SEED);
    }
  }

  private static boolean isUnipolar(NumberFormat format) {
    return format instanceof Binary b && b.levels() == Binary.Levels.UNIPOLAR;
  }

  /** Where there is no infinity, one is the largest float32 of its sign. */
  @ParameterizedTest
  @MethodSource("formats")
  void infinitySaturates(NumberFormat format) {
    assumeTrue(
        !(format instanceof Float32 || format instanceof Half || format instanceof Bfloat16)
            && !(format instanceof OcpFloat o && !o.saturate()),
        "has an infinity or overflows to NaN");
    float[] infinite = {1, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};
    float[] largest = {1, Float.MAX_VALUE, -Float.MAX_VALUE};
    float[] a = rounded(format, infinite);
    float[] b = rounded(format, largest);
    for (int i = 0; i < 3; i++) {
      assertEquals(b[i], a[i], format.toString());
      assertTrue(Float.isFinite(a[i]), format.toString());
    }
  }

  @ParameterizedTest
  @MethodSource("formats")
  void zeroKeepsItsSignInSignAndMagnitudeOnly(NumberFormat format) {
    assumeTrue(!(format instanceof Binary), "has no zero, or only the one");
    assumeTrue(
        !(format instanceof LogNumber l && !l.zero())
            && !(format instanceof BlockLog b && !b.zero()),
        "has no zero");
    boolean plain =
        format instanceof FixedPoint
            || format instanceof AffineInteger
            || format instanceof Ternary
            || format instanceof MxInt;
    float[] y = rounded(format, 0f, -0f, 1f);
    assertEquals(0, Float.floatToIntBits(y[0]), format.toString());
    assertEquals(plain ? 0 : 0x80000000, Float.floatToIntBits(y[1]), format.toString());
  }

  @ParameterizedTest
  @EnumSource(Preset.class)
  void smallFloatsMeetTheirRelativeError(Preset preset) {
    float[] x = normal(1);
    for (int m = 1; m <= 7; m++) {
      double half = Math.scalb(1.0, -m - 1);
      double mini = preset == Preset.NEAREST ? half / (1 + half) : half;
      double dmf = preset == Preset.NEAREST ? 1 / (Math.scalb(1.0, m) + 1) : 2 * half;
      expectRelative(MiniFloat.of(5, m).withPreset(preset), x, Math.scalb(1, -14), mini);
      expectRelative(DenormMiniFloat.of(5, m).withPreset(preset), x, Math.scalb(1, -16), dmf);
    }
  }

  private static void expectRelative(NumberFormat format, float[] x, float from, double bound) {
    float[] y = rounded(format, x);
    for (int i = 0; i < x.length; i++) {
      if (Math.abs(x[i]) > from) {
        double error = Math.abs((double) y[i] - x[i]) / Math.abs((double) x[i]);
        assertTrue(error <= bound, format + " of " + x[i] + ": " + error + " > " + bound);
      }
    }
  }

  @Test
  void powersOfTwoStayWithinTheirRatio() {
    float[] x = normal(3);
    float[] y = rounded(LogNumber.of(8), x);
    for (int i = 0; i < COUNT; i++) {
      double ratio = (double) y[i] / x[i];
      assertTrue(ratio >= Math.sqrt(0.5) && ratio <= Math.sqrt(2), x[i] + " became " + y[i]);
    }
  }

  @ParameterizedTest
  @EnumSource(Preset.class)
  void blocksMeetTheirErrorAgainstTheirLargest(Preset preset) {
    float[] x = normal(0.05);
    for (int m = 2; m <= 10; m++) {
      NumberFormat format = BlockFloat.of(m).withPreset(preset);
      expectInBlocks(format, x, 16, Math.scalb(1.0, -m));
      expectInBlocks(new MxInt(m + 1, 32), x, 32, Math.scalb(1.0, -m));
    }
    expectInBlocks(new MxFloat(OcpElement.E4M3, 32), x, 32, 0.125);
    expectInBlocks(new MxFloat(OcpElement.E2M3, 32), x, 32, 0.0625);
    expectInBlocks(new MxFloat(OcpElement.E2M1, 32), x, 32, 0.25);
  }

  private static void expectInBlocks(NumberFormat format, float[] x, int size, double bound) {
    float[] y = rounded(format, x);
    for (int from = 0; from < x.length; from += size) {
      double max = maxMagnitude(x, from, from + size);
      for (int i = from; i < from + size; i++) {
        double error = Math.abs((double) y[i] - x[i]);
        assertTrue(error <= bound * max, format + " of " + x[i] + " beside " + max);
      }
    }
  }

  @Test
  void uniformFormatsAreHalfAStepOff() {
    float[] x = normal(0.3);
    double max = maxMagnitude(x, 0, COUNT);
    for (int width = 3; width <= 12; width++) {
      FixedPoint fixed = FixedPoint.auto(width).fit(Values.of(x, 0, COUNT));
      int frac = fixed.frac().orElseThrow();
      expectWithin(fixed, x, Math.scalb(0.5, -frac));
      double scale = max / ((1 << (width - 1)) - 1);
      expectWithin(AffineInteger.symmetric(width), x, scale / 2 * (1 + 1e-6));
      // One more fractional bit would clip the largest.
      float[] clipped = rounded(FixedPoint.of(width, frac + 1), (float) max, (float) -max);
      double step = Math.scalb(1.0, -frac - 1);
      assertTrue(max - clipped[0] > step / 2 || -max - clipped[1] < -step / 2, fixed.toString());
    }
  }

  private static void expectWithin(NumberFormat format, float[] x, double bound) {
    float[] y = rounded(format, x);
    for (int i = 0; i < x.length; i++) {
      double error = Math.abs((double) y[i] - x[i]);
      assertTrue(error <= bound, format + " of " + x[i] + ": " + error + " > " + bound);
    }
  }

  @Test
  void theTopBinadeMeetsTheDataUnderBiasAuto() {
    for (double deviation : new double[] {1e-6, 0.02, 1, 500}) {
      float[] x = normal(deviation);
      Values values = Values.of(x, 0, COUNT);
      MiniFloat mini = new MiniFloat(3, 2, ExponentBias.AUTO, false).fit(values);
      DenormMiniFloat dmf = new DenormMiniFloat(3, 2, ExponentBias.AUTO, false).fit(values);
      for (NumberFormat each : new NumberFormat[] {mini, dmf}) {
        float[] magnitudes = Codes.magnitudes(each);
        float top = magnitudes[magnitudes.length - 1];
        assertTrue(top * 2 > values.maxMagnitude() && top < values.maxMagnitude() * 2, each + "");
        assertEquals(each, each.fit(Values.of(new float[] {1}, 0, 1)));
      }
    }
  }
}
