package io.espalier.compression.model.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What a reshape makes of an activation's extents. */
final class Extents {
  private Extents() {}

  /**
   * The extents that {@code to} asks for: 0 keeps one, −1 is what is left over.
   *
   * @param from the extents now, the batch first
   * @throws IllegalArgumentException if the batch does not stay, or the sizes differ
   */
  static List<Long> of(long[] from, long[] to) {
    if (to.length < 2) {
      throw new IllegalArgumentException(
          "must keep the batch and give two dimensions, got " + text(boxed(to)));
    }
    long volume = 1;
    for (int i = 1; i < from.length; i++) {
      volume = Math.multiplyExact(volume, from[i]);
    }
    List<Long> rest = rest(from, to, volume);
    boolean batchStays = to[0] == 0 || to[0] == from[0] || (to[0] == -1 && !inferred(to));
    if (from[0] == Call.Context.ANY_BATCH && !batchStays) {
      throw new IllegalArgumentException(
          "must keep the batch, which has any size, got " + text(boxed(to)));
    }
    if (!batchStays || product(rest) != volume) {
      throw new IllegalArgumentException(
          text(boxed(from)) + " cannot become " + text(boxed(to)) + " and keep the batch");
    }
    List<Long> result = new ArrayList<>(List.of(from[0]));
    result.addAll(rest);
    return result;
  }

  private static boolean inferred(long[] to) {
    return Arrays.stream(to).skip(1).anyMatch(extent -> extent == -1);
  }

  private static List<Long> rest(long[] from, long[] to, long volume) {
    List<Long> rest = new ArrayList<>();
    long known = 1;
    for (int i = 1; i < to.length; i++) {
      long extent = to[i] == 0 && i < from.length ? from[i] : to[i];
      if (extent < -1 || extent == 0) {
        throw new IllegalArgumentException("cannot become " + text(boxed(to)));
      }
      rest.add(extent);
      known = extent == -1 ? known : Math.multiplyExact(known, extent);
    }
    int open = rest.indexOf(-1L);
    if (open >= 0) {
      rest.set(open, volume / known);
    }
    return rest;
  }

  private static long product(List<Long> extents) {
    long product = 1;
    for (long extent : extents) {
      product = Math.multiplyExact(product, extent);
    }
    return product;
  }

  private static List<Long> boxed(long[] values) {
    return Arrays.stream(values).boxed().toList();
  }

  /** Extents as a person reads them. */
  static String text(List<Long> extents) {
    return extents.stream()
        .map(extent -> extent == Call.Context.ANY_BATCH ? "N" : extent.toString())
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
