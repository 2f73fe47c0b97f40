package io.espalier.kernels.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PackedTest {
  private static final long SEED = 7;

  static List<NumberFormat> formats() {
    return CodesTest.formats();
  }

  /** Awkward lengths and offsets, with some zero blocks. */
  @ParameterizedTest
  @MethodSource("formats")
  void whatIsPackedUnpacksToTheRoundedValues(NumberFormat format) {
    Random random = new Random(SEED);
    for (int n : new int[] {0, 1, 2, 15, 16, 17, 31, 32, 33, 67, 1000}) {
      float[] x = new float[n + 5];
      for (int i = 0; i < x.length; i++) {
        x[i] = i / 40 % 2 == 1 ? -0f : (float) random.nextGaussian();
      }
      float[] before = x.clone();
      Packed packed = Packed.encode(format, x, 3, 3 + n);
      assertArrayEquals(before, x);
      float[] rounded = x.clone();
      packed.format().quantize(rounded, 3, 3 + n);
      Packed again = Packed.of(packed.format(), n, packed.bytes());
      again.decode(x, 3);
      assertEquals(bits(rounded), bits(x), packed.format() + ", " + n + " values, seed " + SEED);
    }
  }

  private static List<Integer> bits(float[] x) {
    return java.util.stream.IntStream.range(0, x.length)
        .mapToObj(i -> Float.floatToIntBits(x[i]))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("formats")
  void itTakesTheBitsThatTheFormatCounts(NumberFormat format) {
    float[] x = new float[100];
    Arrays.fill(x, 0.7f);
    Packed packed = Packed.encode(format, x, 0, 100);
    int size = format.blockSize() == 0 ? 100 : format.blockSize();
    long bits = packed.format().bits(100, (100 + size - 1) / size);
    assertEquals((bits + 7) / 8, packed.bytes().length);
  }

  @Test
  void theLayoutIsBlockByBlockFromTheHighestBitOn() {
    // Shared 10000001, then 0000 1001 0110: zeros fill nothing here, 20 bits take 3 bytes.
    Packed bfp = Packed.encode(BlockFloat.of(3), new float[] {0.1f, -0.35f, 3}, 0, 3);
    assertEquals("810960", HexFormat.of().formatHex(bfp.bytes()));
    Packed half = Packed.encode(new Half(), new float[] {1, -2}, 0, 2);
    assertEquals("3c00c000", HexFormat.of().formatHex(half.bytes()));
  }

  @ParameterizedTest
  @MethodSource("formats")
  void aNaNIsRefusedWhereThereIsNoCode(NumberFormat format) {
    float[] x = {1, Float.NaN, 2};
    boolean stored =
        format instanceof Float32
            || format instanceof Half
            || format instanceof Bfloat16
            || format instanceof MxFloat
            || format instanceof MxInt
            || (format instanceof OcpFloat f && f.element().hasNaN());
    if (stored) {
      float[] back = new float[3];
      Packed.encode(format, x, 0, 3).decode(back, 0);
      assertTrue(Float.isNaN(back[1]), format.toString());
    } else {
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> Packed.encode(format, x, 0, 3));
      assertTrue(e.getMessage().contains("value 1"), e::getMessage);
    }
  }

  @Test
  void bytesThatDoNotFitAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> Packed.of(new Half(), 2, new byte[3]));
    assertThrows(IllegalArgumentException.class, () -> Packed.of(new Half(), -1, new byte[0]));
    assertThrows(IllegalStateException.class, () -> Packed.of(FixedPoint.auto(8), 1, new byte[1]));
  }
}
