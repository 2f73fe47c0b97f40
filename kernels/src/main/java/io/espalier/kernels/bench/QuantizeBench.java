package io.espalier.kernels.bench;

import io.espalier.kernels.format.AffineInteger;
import io.espalier.kernels.format.Bfloat16;
import io.espalier.kernels.format.BlockFloat;
import io.espalier.kernels.format.BlockLog;
import io.espalier.kernels.format.BlockMiniFloat;
import io.espalier.kernels.format.DenormMiniFloat;
import io.espalier.kernels.format.FixedPoint;
import io.espalier.kernels.format.Half;
import io.espalier.kernels.format.LogNumber;
import io.espalier.kernels.format.MiniFloat;
import io.espalier.kernels.format.MxFloat;
import io.espalier.kernels.format.MxInt;
import io.espalier.kernels.format.NumberFormat;
import io.espalier.kernels.format.OcpElement;
import io.espalier.kernels.format.OcpFloat;
import io.espalier.kernels.format.Preset;
import io.espalier.kernels.format.Ternary;
import io.espalier.kernels.format.Values;
import io.espalier.kernels.simd.Grid;
import io.espalier.kernels.simd.Rounding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * How fast arrays are rounded to each format, in place, against copying the same bytes with {@link
 * System#arraycopy}: 256 KiB in the cache, 64 MiB in memory.
 */
public final class QuantizeBench {
  private static final int SAMPLES = 15;

  private QuantizeBench() {}

  /** Measures every format at both sizes, a few seconds in all, in GB/s. */
  public static List<Measurement> run() {
    List<Measurement> rows = new ArrayList<>();
    for (int kib : new int[] {256, 65536}) {
      float[] x = values(kib * 256);
      float[] source = x.clone();
      float[] target = new float[x.length];
      formats(source)
          .forEach((name, format) -> rows.add(measured(name, format, source, x, target)));
    }
    return rows;
  }

  private static float[] values(int n) {
    Random random = new Random(1);
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = (float) random.nextGaussian();
    }
    return x;
  }

  /** The formats by name, those with both roundings twice, resolved for {@code x}. */
  private static Map<String, NumberFormat> formats(float[] x) {
    Values v = Values.of(x, 0, Math.min(x.length, 1 << 16));
    Map<String, NumberFormat> all = new LinkedHashMap<>();
    all.put("fixed-point", FixedPoint.auto(8).fit(v));
    both(all, "mini-float", MiniFloat.of(4, 3));
    both(all, "dmf", DenormMiniFloat.of(4, 3));
    both(all, "bfp", BlockFloat.of(7));
    both(all, "bm", BlockMiniFloat.of(4, 3));
    both(all, "log", LogNumber.of(8));
    both(all, "bl", BlockLog.of(8));
    all.put("affine symmetric", AffineInteger.symmetric(8).fit(v));
    all.put("affine asymmetric", AffineInteger.asymmetric(8).fit(v));
    all.put("ternary", Ternary.of(Ternary.Threshold.MEAN, 0.75).fit(v));
    all.put("mxfp e4m3", new MxFloat(OcpElement.E4M3, 32));
    all.put("mxint", new MxInt(8, 32));
    all.put("ocp e4m3", new OcpFloat(OcpElement.E4M3, true));
    all.put("half", new Half());
    all.put("bfloat16", new Bfloat16());
    return all;
  }

  private static void both(Map<String, NumberFormat> all, String name, NumberFormat format) {
    all.put(name + " source", format.withPreset(Preset.SOURCE));
    all.put(name + " nearest", format.withPreset(Preset.NEAREST));
  }

  private static Measurement measured(
      String name, NumberFormat format, float[] source, float[] x, float[] target) {
    int n = x.length;
    Grid grid = format.grid();
    Runnable quantize = () -> Rounding.round(grid, x, 0, n);
    Runnable copy = () -> System.arraycopy(source, 0, target, 0, n);
    System.arraycopy(source, 0, x, 0, n);
    int repeats = Math.max(1, 20_000_000 / (4 * n));
    warm(quantize, repeats);
    warm(copy, repeats);
    Samples[] both = Samples.ofPair(quantize, copy, repeats, SAMPLES);
    double bytes = 4.0 * n / 1e9;
    double median = both[0].median();
    double reference = both[1].median();
    String size = n <= 1 << 16 ? "256 KiB" : "64 MiB";
    return new Measurement(
        "quantize " + name + " " + size,
        bytes / median,
        "GB/s",
        "copy",
        reference / median,
        both[0].spread());
  }

  /** Runs for a third of a second: the compiler needs that long for a vector loop. */
  private static void warm(Runnable action, int repeats) {
    long end = System.nanoTime() + 300_000_000L;
    while (System.nanoTime() < end) {
      Samples.seconds(action, repeats);
    }
  }

  /** Prints the rows, one a line. */
  public static void main(String[] args) {
    run().forEach(System.out::println);
  }
}
