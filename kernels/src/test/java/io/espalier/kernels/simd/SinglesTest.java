package io.espalier.kernels.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.espalier.kernels.format.BlockFloat;
import io.espalier.kernels.format.BlockLog;
import io.espalier.kernels.format.BlockMiniFloat;
import io.espalier.kernels.format.NumberFormat;
import io.espalier.kernels.format.Preset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Blocks of one value: the vector loops against the definition, over all kinds of bits. */
class SinglesTest {
  private static final long SEED = 41;

  static Stream<NumberFormat> formats() {
    List<NumberFormat> formats = new ArrayList<>();
    for (Preset preset : Preset.values()) {
      for (int m : new int[] {3, 5, 7}) {
        formats.add(BlockFloat.of(m).withPreset(preset));
        formats.add(BlockLog.of(m).withPreset(preset));
      }
      formats.add(BlockMiniFloat.of(4, 3).withPreset(preset));
      formats.add(BlockMiniFloat.of(2, 1).withPreset(preset));
    }
    return formats.stream();
  }

  @ParameterizedTest
  @MethodSource("formats")
  void vectorsGiveTheBitsOfTheDefinition(NumberFormat format) {
    Random random = new Random(SEED);
    for (int kind = 0; kind < 4; kind++) {
      for (int n : new int[] {1, 5, 16, 33, 784, 9000}) {
        for (int stride : new int[] {1, 3}) {
          compare(format, values(n * stride, kind, random), n, stride, "kind " + kind);
        }
      }
    }
  }

  private static void compare(NumberFormat format, float[] x, int rows, int stride, String what) {
    float[] expected = x.clone();
    float[] actual = x.clone();
    ScalarRounding.KERNELS.round(format.grid(), expected, 0, rows, 1, stride);
    Rounding.rows(format.grid(), actual, 0, rows, 1, stride);
    for (int i = 0; i < x.length; i++) {
      String message = what + ", " + format + " of " + x[i] + ", seed " + SEED;
      int bits = Float.floatToRawIntBits(actual[i]);
      assertEquals(Float.floatToRawIntBits(expected[i]), bits, message);
    }
  }

  /** Pixels, ordinary numbers, any bits but NaN and infinity, any bits. */
  private static float[] values(int n, int kind, Random random) {
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] =
          switch (kind) {
            case 0 -> random.nextInt(256) / 255f;
            case 1 -> (float) (random.nextGaussian() * Math.pow(2, random.nextInt(20) - 10));
            case 2 -> Float.intBitsToFloat(random.nextInt() & 0xbfffffff);
            default -> Float.intBitsToFloat(random.nextInt());
          };
    }
    return x;
  }
}
