package io.espalier.kernels.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CodesTest {
  private static final long SEED = 20241124;

  static List<NumberFormat> formats() {
    List<NumberFormat> formats = new ArrayList<>();
    formats.add(new Float32());
    formats.add(new Half());
    formats.add(new Bfloat16());
    for (int frac : new int[] {-120, -3, 0, 7, 20, 140}) {
      formats.add(FixedPoint.of(8, frac));
      formats.add(new FixedPoint(5, OptionalInt.of(frac), false));
    }
    for (NumberFormat scaled : List.of(AffineInteger.symmetric(8), AffineInteger.asymmetric(5))) {
      formats.add(scaled);
    }
    for (boolean carry : new boolean[] {false, true}) {
      for (int[] em : new int[][] {{4, 3}, {3, 2}, {2, 1}, {5, 0}, {8, 7}, {1, 3}}) {
        formats.add(new MiniFloat(em[0], em[1], ExponentBias.DEFAULT, carry));
        formats.add(new MiniFloat(em[0], em[1], ExponentBias.of(12), carry));
        formats.add(
            new BlockMiniFloat(Math.min(em[0], 6), em[1], 8, 16, BlockMiniFloat.Rule.TOP, carry));
        formats.add(
            new BlockMiniFloat(Math.min(em[0], 6), em[1], 4, 5, BlockMiniFloat.Rule.SOURCE, carry));
        if (em[1] > 0) {
          formats.add(new DenormMiniFloat(em[0], em[1], ExponentBias.DEFAULT, carry));
          formats.add(new DenormMiniFloat(em[0], em[1], ExponentBias.of(-4), carry));
        }
      }
    }
    for (BlockFloat.Rule rule : BlockFloat.Rule.values()) {
      formats.add(new BlockFloat(8, ExponentBias.DEFAULT, 7, 16, rule));
      formats.add(new BlockFloat(8, ExponentBias.DEFAULT, 1, 16, rule));
      formats.add(new BlockFloat(4, ExponentBias.DEFAULT, 3, 3, rule));
    }
    for (boolean zero : new boolean[] {false, true}) {
      formats.add(new LogNumber(8, ExponentBias.DEFAULT, zero));
      formats.add(new LogNumber(4, ExponentBias.of(3), zero));
      formats.add(new BlockLog(8, 8, 16, zero));
      formats.add(new BlockLog(4, 8, 7, zero));
    }
    for (Binary.Levels levels : Binary.Levels.values()) {
      formats.add(Binary.of(levels));
      formats.add(new Binary(levels, true, OptionalDouble.empty()));
    }
    formats.add(Ternary.of(Ternary.Threshold.MEAN, 0.75));
    formats.add(Ternary.of(Ternary.Threshold.MAX, 0.05));
    for (OcpElement element : OcpElement.values()) {
      formats.add(new OcpFloat(element, true));
      formats.add(new MxFloat(element, 32));
    }
    formats.add(new OcpFloat(OcpElement.E4M3, false));
    formats.add(new OcpFloat(OcpElement.E5M2, false));
    formats.add(new MxInt(8, 32));
    formats.add(new MxInt(4, 5));
    return formats;
  }

  /** Ordinary, tiny, huge and special values, some blocks all zero. */
  private static float[] sample() {
    Random random = new Random(SEED);
    float[] x = new float[997];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) (random.nextGaussian() * Math.pow(2, random.nextInt(20) - 16));
      if (i >= 320 && i < 400) {
        x[i] = i % 2 == 0 ? 0f : -0f;
      } else if (i >= 400 && i < 600) {
        x[i] = Float.intBitsToFloat(random.nextInt());
        x[i] = Float.isNaN(x[i]) ? 1 : x[i];
      } else if (i >= 600 && i < 700) {
        x[i] = Math.scalb(random.nextBoolean() ? 1f : -1f, random.nextInt(277) - 149);
      }
    }
    x[700] = Float.POSITIVE_INFINITY;
    x[720] = Float.NEGATIVE_INFINITY;
    return x;
  }

  @ParameterizedTest
  @MethodSource("formats")
  void everyCodeReadsBackAsItself(NumberFormat format) {
    Storage storage = Storage.of(format.fit(Values.of(new float[] {-1.5f, 0.3f, 2}, 0, 3)));
    boolean own = storage.sharedWidth() == 0 || format.blockSize() == 0;
    long fields = own ? 1 : 1L << storage.sharedWidth();
    for (long n = 0; n < fields; n++) {
      ElementCode element = storage.element(own ? storage.shared(new float[0], 0, 0) : n);
      assertEquals(format.widthBits(), element.width());
      int codes = element.width() > 16 ? 1 << 16 : 1 << element.width();
      for (int each = 0; each < codes; each++) {
        int code = element.width() > 16 ? each * 0x9e3779b1 : each;
        float v = element.isUsed(code) ? element.decode(code) : Float.NaN;
        if (!Float.isNaN(v)) {
          assertSame(
              v, element.decode(element.encode(v)), format + " shared " + n + " code " + code);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("formats")
  void whatIsStoredReadsBackAsTheRoundedValue(NumberFormat format) {
    float[] x = sample();
    NumberFormat fitted = format.fit(Values.of(x, 0, x.length));
    float[] rounded = x.clone();
    fitted.quantize(rounded, 0, x.length);
    Storage storage = Storage.of(fitted);
    int size = fitted.blockSize() > 1 ? fitted.blockSize() : x.length;
    for (int from = 0; from < x.length; from += size) {
      int to = Math.min(from + size, x.length);
      long shared = storage.shared(x, from, to);
      assertEquals(0, shared >>> storage.sharedWidth(), fitted + " in " + from);
      ElementCode element = storage.element(shared);
      for (int i = from; i < to; i++) {
        if (Float.isNaN(rounded[i]) && !element.hasNaN()) {
          assertThrows(IllegalArgumentException.class, () -> element.encode(Float.NaN));
          continue;
        }
        int code = element.encode(rounded[i]);
        assertEquals(0, element.width() == 32 ? 0 : code >>> element.width(), fitted.toString());
        assertSame(rounded[i], element.decode(code), fitted + " of " + x[i] + " at " + i);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("formats")
  void storageIsWhatTheFormatCounts(NumberFormat format) {
    NumberFormat fitted = format.fit(Values.of(new float[] {-1, 2}, 0, 2));
    int shared = Storage.of(fitted).sharedWidth();
    assertEquals(160L * format.widthBits() + 10L * shared, fitted.bits(160, 10));
  }

  private static void assertSame(float expected, float actual, String message) {
    assertEquals(
        Integer.toHexString(Float.floatToIntBits(expected)),
        Integer.toHexString(Float.floatToIntBits(actual)),
        message);
  }

  @Test
  void bitsAreThoseOfTheDefinitions() {
    // 0.1 * 8 / 2^2 rounds to 0, 0.35 and 3 share the exponent 2: field 129.
    Codes bfp = Codes.of(BlockFloat.of(3), 0.1f, -0.35f, 3);
    assertEquals(1, bfp.blocks().size());
    assertEquals(Optional.of("10000001"), bfp.blocks().get(0).shared());
    expect(bfp.blocks().get(0), new float[] {0, -0.5f, 3}, "0 000", "1 001", "0 110");
    Codes mini = Codes.of(MiniFloat.of(4, 3), 1.75f, -0.001953125f, 1000);
    assertEquals(Optional.empty(), mini.blocks().get(0).shared());
    expect(
        mini.blocks().get(0),
        new float[] {1.75f, -0.001953125f, 480},
        "0 0111 110",
        "1 0000 001",
        "0 1111 111");
    expect(
        Codes.of(FixedPoint.of(8, 7), -1, 0.5f).blocks().get(0),
        new float[] {-1, 0.5f},
        "10000000",
        "01000000");
    expect(
        Codes.of(new OcpFloat(OcpElement.E4M3, true), Float.NaN, 448).blocks().get(0),
        new float[] {Float.NaN, 448},
        "0 1111 111",
        "0 1111 110");
    expect(
        Codes.of(new Half(), 1, -2).blocks().get(0),
        new float[] {1, -2},
        "0 01111 0000000000",
        "1 10000 0000000000");
  }

  private static void expect(Codes.Block block, float[] quantized, String... bits) {
    for (int i = 0; i < bits.length; i++) {
      assertSame(quantized[i], block.codes().get(i).quantized(), bits[i]);
      assertEquals(Optional.of(bits[i]), block.codes().get(i).bits());
    }
  }

  @Test
  void aNaNIsStoredWhereThereIsACode() {
    Codes.Code none = Codes.of(MiniFloat.of(4, 3), Float.NaN).blocks().get(0).codes().get(0);
    assertEquals(Optional.empty(), none.bits());
    assertTrue(Double.isNaN(none.error()));
    Codes.Block block = Codes.of(new MxInt(8, 2), 1, Float.NaN, 1).blocks().get(0);
    assertEquals(Optional.of("11111111"), block.shared());
    assertTrue(block.codes().stream().allMatch(code -> Float.isNaN(code.quantized())));
  }

  @Test
  void blocksAreCutAndOpenFieldsTakenFromTheValues() {
    Codes codes =
        Codes.of(
            new BlockFloat(8, ExponentBias.DEFAULT, 3, 2, BlockFloat.Rule.CEIL),
            1.5f,
            1,
            100,
            1,
            3);
    assertEquals(3, codes.blocks().size());
    assertEquals(1, codes.blocks().get(2).codes().size());
    assertEquals(FixedPoint.of(8, 5), Codes.of(FixedPoint.auto(8), 3, -1).format());
    assertEquals(0, Codes.of(new Half()).blocks().size());
    assertEquals(0.5, Codes.of(FixedPoint.of(8, 0), 1.5f).blocks().get(0).codes().get(0).error());
  }

  @Test
  void magnitudesAreAllAndInOrder() {
    assertArrayEquals(
        new float[] {0, 0.5f, 1, 1.5f, 2, 3, 4, 6},
        Codes.magnitudes(new OcpFloat(OcpElement.E2M1, true)));
    assertEquals(128, Codes.magnitudes(MiniFloat.of(4, 3)).length);
    assertEquals(480, Codes.magnitudes(MiniFloat.of(4, 3))[127]);
    assertArrayEquals(
        new float[] {0, 0.25f, 0.5f, 0.75f, 1}, Codes.magnitudes(FixedPoint.of(3, 2)));
    assertArrayEquals(new float[] {1}, Codes.magnitudes(Binary.of(Binary.Levels.BIPOLAR)));
    float[] half = Codes.magnitudes(new Half());
    assertEquals(31744, half.length);
    assertEquals(65504, half[half.length - 1]);
  }

  @Test
  void aTableThatDependsOnDataIsRefused() {
    refuse("block format", BlockFloat.of(3));
    refuse("block format", new MxInt(8, 1));
    refuse("auto", FixedPoint.auto(8));
    refuse("auto", AffineInteger.symmetric(8));
    refuse("at most 16 bits", new Float32());
    assertFalse(Codes.magnitudes(FixedPoint.of(16, 3)).length == 0);
  }

  private static void refuse(String why, NumberFormat format) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Codes.magnitudes(format));
    assertTrue(e.getMessage().contains(why), e::getMessage);
  }
}
