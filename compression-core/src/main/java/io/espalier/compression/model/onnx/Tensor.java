package io.espalier.compression.model.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;

/**
 * Numbers known when the file is read: weights (decoded only when asked for), or shapes.
 *
 * @param name the initializer they come from, or the node's output that holds them
 * @param dims extents, outermost first; none for a single number
 * @param content the numbers, row-major
 * @param views how many views of views of other numbers these are
 */
record Tensor(String name, List<Integer> dims, Content content, int views) implements Value {
  /** Decoding goes as deep. */
  private static final int MOST_VIEWS = 100;

  /** Whole numbers or fractions. */
  sealed interface Content {}

  /** Whole numbers. */
  record Integers(Supplier<long[]> values) implements Content {}

  /** Fractions, as float32. */
  record Floats(Supplier<float[]> values) implements Content {}

  Tensor {
    dims = List.copyOf(dims);
    if (views > MOST_VIEWS) {
      throw new IllegalArgumentException(
          "'" + name + "' is rearranged more than " + MOST_VIEWS + " times");
    }
  }

  Tensor(String name, List<Integer> dims, Content content) {
    this(name, dims, content, 0);
  }

  static Tensor of(String name, List<Integer> dims, long... values) {
    return new Tensor(name, dims, new Integers(() -> values));
  }

  static Tensor of(String name, List<Integer> dims, float... values) {
    return new Tensor(name, dims, new Floats(() -> values));
  }

  /** A list of whole numbers. */
  static Tensor list(String name, long... values) {
    return of(name, List.of(values.length), values);
  }

  int size() {
    return dims.stream().reduce(1, Math::multiplyExact);
  }

  /**
   * The whole numbers.
   *
   * @throws IllegalArgumentException if these are fractions
   */
  long[] integers() {
    if (content instanceof Integers integers) {
      return integers.values().get();
    }
    throw new IllegalArgumentException("'" + name + "' must hold whole numbers, got fractions");
  }

  /**
   * The fractions, none of them NaN or infinite.
   *
   * @throws IllegalArgumentException if these are whole numbers, or one is not finite
   */
  float[] floats() {
    float[] values = anyFloats();
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new IllegalArgumentException(
            "'" + name + "' must be finite, got " + values[i] + " at " + i + " of " + dims);
      }
    }
    return values;
  }

  /** The fractions, bounds of a clip perhaps infinite. */
  float[] anyFloats() {
    if (content instanceof Floats floats) {
      return floats.values().get();
    }
    throw new IllegalArgumentException("'" + name + "' must hold fractions, got whole numbers");
  }

  /**
   * The only fraction.
   *
   * @throws IllegalArgumentException if there are others
   */
  float single() {
    if (size() != 1) {
      throw new IllegalArgumentException("'" + name + "' must be one number, got " + dims);
    }
    return anyFloats()[0];
  }

  /** The same numbers with other extents. */
  Tensor reshaped(List<Integer> to) {
    Tensor result = new Tensor(name, to, content, views);
    if (result.size() != size()) {
      throw new IllegalArgumentException("'" + name + "' of " + dims + " cannot become " + to);
    }
    return result;
  }

  /** Other extents, number {@code i} being the one at {@code source(i)} of these. */
  Tensor picked(List<Integer> to, IntUnaryOperator source) {
    int count = to.stream().reduce(1, Math::multiplyExact);
    if (content instanceof Integers integers) {
      return new Tensor(name, to, new Integers(() -> pick(integers, count, source)), views + 1);
    }
    return new Tensor(name, to, new Floats(() -> pick((Floats) content, count, source)), views + 1);
  }

  private static long[] pick(Integers from, int count, IntUnaryOperator source) {
    long[] values = from.values().get();
    long[] result = new long[count];
    Arrays.setAll(result, i -> values[source.applyAsInt(i)]);
    return result;
  }

  private static float[] pick(Floats from, int count, IntUnaryOperator source) {
    float[] values = from.values().get();
    float[] result = new float[count];
    for (int i = 0; i < count; i++) {
      result[i] = values[source.applyAsInt(i)];
    }
    return result;
  }
}
