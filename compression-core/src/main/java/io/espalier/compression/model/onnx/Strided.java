package io.espalier.compression.model.onnx;

import java.util.ArrayList;
import java.util.List;

/**
 * A view of a row-major array: element (i, j, …) is the array's at offset + i · step₀ + j · step₁ +
 * ….
 */
record Strided(int offset, List<Integer> extents, List<Integer> steps) {
  Strided {
    extents = List.copyOf(extents);
    steps = List.copyOf(steps);
  }

  static Strided whole(List<Integer> extents) {
    List<Integer> steps = new ArrayList<>();
    int step = 1;
    for (int i = extents.size() - 1; i >= 0; i--) {
      steps.add(0, step);
      step = Math.multiplyExact(step, Math.max(1, extents.get(i)));
    }
    return new Strided(0, extents, steps);
  }

  Strided transposed(List<Integer> permutation) {
    return new Strided(
        offset,
        permutation.stream().map(extents::get).toList(),
        permutation.stream().map(steps::get).toList());
  }

  /** Every {@code step}th element of an axis; positions from the end are negative, as in Python. */
  Strided sliced(int axis, long start, long end, long step) {
    if (step == 0 || step == Long.MIN_VALUE) {
      throw new IllegalArgumentException("a step must not be " + step);
    }
    int extent = extents.get(axis);
    long last = step > 0 ? extent : extent - 1;
    long lowest = step > 0 ? 0 : -1;
    long from = clamp(fromFront(start, extent), step > 0 ? 0 : -1, last);
    long to = clamp(fromFront(end, extent), lowest, step > 0 ? extent : extent - 1);
    long reach = step > 0 ? to - from : from - to;
    long magnitude = Math.abs(step);
    int count = (int) Math.max(0, (reach + magnitude - 1) / magnitude);
    List<Integer> newExtents = new ArrayList<>(extents);
    List<Integer> newSteps = new ArrayList<>(steps);
    newExtents.set(axis, count);
    newSteps.set(axis, count > 1 ? Math.toIntExact(step * steps.get(axis)) : 0);
    int shift = count > 0 ? Math.toIntExact(from) * steps.get(axis) : 0;
    return new Strided(offset + shift, newExtents, newSteps);
  }

  private static long fromFront(long position, int extent) {
    return position < 0 ? position + extent : position;
  }

  private static long clamp(long value, long low, long high) {
    return Math.max(low, Math.min(value, high));
  }

  /** The array's index of the view's element {@code i}, row-major. */
  int place(int i) {
    int place = offset;
    int rest = i;
    for (int axis = extents.size() - 1; axis >= 0; axis--) {
      place += rest % extents.get(axis) * steps.get(axis);
      rest /= extents.get(axis);
    }
    return place;
  }
}
