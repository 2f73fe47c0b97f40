package io.espalier.kernels.simd;

import io.espalier.kernels.format.AffineInteger;
import io.espalier.kernels.format.Bfloat16;
import io.espalier.kernels.format.Binary;
import io.espalier.kernels.format.BlockFloat;
import io.espalier.kernels.format.BlockLog;
import io.espalier.kernels.format.BlockMiniFloat;
import io.espalier.kernels.format.DenormMiniFloat;
import io.espalier.kernels.format.ExponentBias;
import io.espalier.kernels.format.FixedPoint;
import io.espalier.kernels.format.Half;
import io.espalier.kernels.format.LogNumber;
import io.espalier.kernels.format.MiniFloat;
import io.espalier.kernels.format.MxFloat;
import io.espalier.kernels.format.MxInt;
import io.espalier.kernels.format.NumberFormat;
import io.espalier.kernels.format.OcpElement;
import io.espalier.kernels.format.OcpFloat;
import io.espalier.kernels.format.Ternary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;

/**
 * Rounds awkward runs of awkward values to every grid with the vector kernels and compares each bit
 * with the scalar ones. Also a program of its own, so that a test can run it at another vector
 * width.
 */
final class RoundingDigest {
  private static final RoundingKernels VECTOR = new VectorRounding();

  private RoundingDigest() {}

  /** Prints the lanes of a vector, then the first difference and exits with 1, if there is one. */
  public static void main(String[] args) {
    System.out.println("lanes " + Lanes.COUNT);
    for (NumberFormat f : formats()) {
      compare(f, Long.parseLong(args[0]));
    }
    System.out.println("equal");
  }

  static List<NumberFormat> formats() {
    List<NumberFormat> all = new ArrayList<>();
    for (int frac : new int[] {-130, -100, -3, 0, 7, 30, 140}) {
      if (frac > -110) {
        all.add(FixedPoint.of(8, frac));
      }
      all.add(new FixedPoint(4, OptionalInt.of(Math.max(frac, -120)), false));
    }
    all.add(FixedPoint.of(24, 4));
    all.add(FixedPoint.of(23, 10));
    for (double scale : new double[] {0x1p-126, 0.1, 3.7e5, 1e30}) {
      all.add(new AffineInteger(8, true, OptionalDouble.of(scale), OptionalInt.empty()));
      all.add(new AffineInteger(4, false, OptionalDouble.of(scale), OptionalInt.of(5)));
    }
    for (boolean carry : new boolean[] {false, true}) {
      for (int[] em :
          new int[][] {{4, 3}, {5, 2}, {2, 1}, {3, 0}, {1, 2}, {5, 10}, {3, 20}, {8, 7}}) {
        for (String bias : new String[] {"default", "-90", "-3", "12", "100", "140"}) {
          all.add(new MiniFloat(em[0], em[1], ExponentBias.parse(bias), carry));
          all.add(new DenormMiniFloat(em[0], em[1] + 1, ExponentBias.parse(bias), carry));
        }
      }
    }
    for (boolean zero : new boolean[] {false, true}) {
      for (int width : new int[] {2, 3, 4, 6, 8}) {
        all.add(new LogNumber(width, ExponentBias.DEFAULT, zero));
        all.add(new LogNumber(width, ExponentBias.of(126), zero));
        for (int block : new int[] {1, 3, 8, 16, 32, 100}) {
          all.add(new BlockLog(width, 8, block, zero));
          all.add(new BlockLog(width, 4, block, zero));
        }
      }
    }
    for (int block : new int[] {1, 2, 3, 5, 8, 16, 20, 32, 33, 64, 1000}) {
      for (BlockFloat.Rule rule : BlockFloat.Rule.values()) {
        all.add(new BlockFloat(8, ExponentBias.DEFAULT, 7, block, rule));
        all.add(new BlockFloat(8, ExponentBias.DEFAULT, 3, block, rule));
        all.add(new BlockFloat(8, ExponentBias.DEFAULT, 20, block, rule));
        all.add(new BlockFloat(4, ExponentBias.DEFAULT, 3, block, rule));
        all.add(new BlockFloat(5, ExponentBias.of(100), 1, block, rule));
      }
      for (BlockMiniFloat.Rule rule : BlockMiniFloat.Rule.values()) {
        for (boolean carry : new boolean[] {false, true}) {
          all.add(new BlockMiniFloat(4, 3, 8, block, rule, carry));
          all.add(new BlockMiniFloat(2, 1, 8, block, rule, carry));
          all.add(new BlockMiniFloat(2, 3, 4, block, rule, carry));
          all.add(new BlockMiniFloat(6, 0, 8, block, rule, carry));
        }
      }
      for (OcpElement e : OcpElement.values()) {
        all.add(new MxFloat(e, block));
      }
      all.add(new MxInt(8, block));
      all.add(new MxInt(4, block));
    }
    for (OcpElement e : OcpElement.values()) {
      all.add(new OcpFloat(e, true));
    }
    all.add(new OcpFloat(OcpElement.E4M3, false));
    all.add(new OcpFloat(OcpElement.E5M2, false));
    all.add(new Half());
    all.add(new Bfloat16());
    all.add(Binary.of(Binary.Levels.BIPOLAR));
    all.add(Binary.of(Binary.Levels.UNIPOLAR));
    all.add(new Binary(Binary.Levels.BIPOLAR, true, OptionalDouble.of(0)));
    all.add(
        new Ternary(
            Ternary.Threshold.FIXED, 0.3, false, OptionalDouble.empty(), OptionalDouble.empty()));
    all.add(
        new Ternary(Ternary.Threshold.MEAN, 0.7, true, OptionalDouble.of(0), OptionalDouble.of(0)));
    return all;
  }

  /** Values of a style: ordinary, around powers of two, anything at all, mostly zero, ties. */
  static float[] values(Random random, int style, int n) {
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = value(random, style);
    }
    return x;
  }

  private static float value(Random r, int style) {
    return switch (style) {
      case 0 -> (float) (r.nextGaussian() * 2);
      case 1 -> (float) Math.scalb(r.nextInt(64) / 32.0 - 1, r.nextInt(40) - 20);
      case 2 -> Float.intBitsToFloat(r.nextInt());
      case 3 -> r.nextInt(4) > 0 ? (r.nextBoolean() ? 0f : -0f) : (float) (r.nextGaussian() * 0.02);
      case 4 ->
          around((float) Math.scalb(r.nextBoolean() ? 1.0 : -1.4142135, r.nextInt(20) - 10), r);
      case 5 -> Math.scalb((float) r.nextGaussian(), -130 + r.nextInt(12));
      case 6 -> Math.scalb((float) r.nextGaussian(), 90 + r.nextInt(40));
      default -> special(r);
    };
  }

  private static float around(float v, Random r) {
    return Float.intBitsToFloat(Float.floatToRawIntBits(v) + r.nextInt(3) - 1);
  }

  private static float special(Random r) {
    float[] all = {
      0f,
      -0f,
      Float.NaN,
      Float.POSITIVE_INFINITY,
      Float.NEGATIVE_INFINITY,
      Float.MAX_VALUE,
      Float.MIN_VALUE,
      -Float.MIN_NORMAL,
      448,
      464,
      480,
      65504,
      65519.996f,
      65520,
      57344,
      61440,
      1,
      -2
    };
    return r.nextInt(3) == 0 ? all[r.nextInt(all.length)] : (float) r.nextGaussian();
  }

  static void compare(NumberFormat f, long seed) {
    Random random = new Random(seed);
    Grid grid = f.grid();
    for (int style = 0; style < 8; style++) {
      for (int length = 0; length <= 67; length++) {
        compare(f, grid, values(random, style, length + 5), length % 5, 1, length, length, seed);
      }
      for (int length : new int[] {900, 1024, 1031, 4096, 9001}) {
        compare(f, grid, values(random, style, length + 3), 3, 1, length, length, seed);
      }
      for (int length : new int[] {1, 3, 16, 20, 32, 64, 500}) {
        for (int gap : new int[] {0, 2}) {
          int rows = 1 + 4096 / (length + 20) + random.nextInt(9);
          float[] x = values(random, style, rows * (length + gap) + 2);
          compare(f, grid, x, 1, rows, length, length + gap, seed);
        }
      }
    }
  }

  private static void compare(
      NumberFormat f, Grid grid, float[] x, int from, int rows, int length, int stride, long seed) {
    float[] expected = x.clone();
    float[] actual = x.clone();
    ScalarRounding.KERNELS.round(grid, expected, from, rows, length, stride);
    if (length > 0) {
      VECTOR.round(grid, actual, from, rows, length, stride);
    }
    int[] e = bits(expected);
    int[] a = bits(actual);
    int at = Arrays.mismatch(e, a);
    if (at >= 0) {
      throw new AssertionError(
          f
              + " with "
              + Lanes.COUNT
              + " lanes, seed "
              + seed
              + ", from "
              + from
              + ", "
              + rows
              + " rows of "
              + length
              + " every "
              + stride
              + ": index "
              + at
              + " of "
              + x[at]
              + " is "
              + actual[at]
              + String.format(" [%08x]", a[at])
              + ", expected "
              + expected[at]
              + String.format(" [%08x]", e[at]));
    }
  }

  private static int[] bits(float[] x) {
    int[] bits = new int[x.length];
    for (int i = 0; i < x.length; i++) {
      bits[i] = Float.floatToRawIntBits(x[i]);
    }
    return bits;
  }
}
