package io.espalier.jobs.cli;

import io.espalier.compression.data.Npy;
import io.espalier.kernels.format.NumberFormat;
import io.espalier.kernels.format.Tiles;
import io.espalier.kernels.format.Values;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/** Rounds NumPy arrays to a number format. */
final class ArrayRounding {
  private ArrayRounding() {}

  /**
   * Reads an array, rounds it and writes it. Blocks run along {@code axis}, counted from the end
   * below 0, the last if empty, anew for each index of the others; what is auto is taken from the
   * whole array.
   *
   * @return what was done, for the user
   */
  static String round(NumberFormat format, Path in, Path out, OptionalInt axis) throws IOException {
    Npy array = Npy.read(in);
    List<Integer> shape = array.shape().isEmpty() ? List.of(1) : array.shape();
    int along = axis(axis.orElse(-1), array.shape(), shape.size());
    float[] values = array.values().clone();
    NumberFormat fitted = format.fit(Values.of(values, 0, values.length));
    Tiles lines = lines(shape, along);
    lines.quantize(fitted, values, 0);
    new Npy(array.shape(), values).write(out);
    long bits = fitted.bits(values.length, blocks(fitted, lines, shape.get(along)));
    return report(array, values, bits, out);
  }

  private static int axis(int axis, List<Integer> shape, int dimensions) {
    int along = axis < 0 ? axis + dimensions : axis;
    if (along < 0 || along >= dimensions) {
      throw new UserError(
          "--axis must be in ["
              + -dimensions
              + ", "
              + dimensions
              + ") for an array of shape "
              + shape
              + ", got "
              + axis);
    }
    return along;
  }

  /** One tile for each line along the axis: the format itself cuts it into blocks. */
  private static Tiles lines(List<Integer> shape, int axis) {
    int[] line = new int[shape.size()];
    Arrays.fill(line, 1);
    line[axis] = -1;
    return Tiles.of(shape.stream().mapToInt(Integer::intValue).toArray(), line);
  }

  private static long blocks(NumberFormat format, Tiles lines, int length) {
    int size = format.blockSize();
    return size == 0 ? 1 : (long) lines.count() * ((length + size - 1) / size);
  }

  private static String report(Npy before, float[] after, long bits, Path out) {
    double error = 0;
    double signal = 0;
    for (int i = 0; i < after.length; i++) {
      double x = before.values()[i];
      error += (x - after[i]) * (x - after[i]);
      signal += x * x;
    }
    String quality =
        error > 0 && signal > 0
            ? String.format(
                Locale.ROOT, ", signal to noise %.2f dB", 10 * Math.log10(signal / error))
            : "";
    return String.format(
        Locale.ROOT,
        "%s: shape %s, %d bits (%.3f a value)%s",
        out,
        before.shape(),
        bits,
        after.length == 0 ? 0.0 : (double) bits / after.length,
        quality);
  }
}
