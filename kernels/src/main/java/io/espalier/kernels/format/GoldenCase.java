package io.espalier.kernels.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One expected result: a format applied to a tensor. Its arrays are its own and must not change.
 */
public final class GoldenCase {
  /** How an element is compared. */
  public enum Comparison {
    /** Bit for bit; any NaN equals any NaN. */
    BITS,
    /** By value: zeros of either sign are equal. */
    VALUES
  }

  /** An element that differs; {@code index} counts row-major. */
  public record Difference(
      String id, String setting, int index, float input, float expected, float actual) {
    @Override
    public String toString() {
      return "case "
          + id
          + " ("
          + setting
          + ") element "
          + index
          + ": "
          + text(input)
          + " gave "
          + text(actual)
          + ", expected "
          + text(expected);
    }

    private static String text(float v) {
      return v + " [" + String.format("%08x", Float.floatToIntBits(v)) + "]";
    }
  }

  private final String id;
  private final String setting;
  private final NumberFormat format;
  private final Tiles tiles;
  private final float[] input;
  private final Optional<float[]> uniforms;
  private final float[] expected;

  GoldenCase(
      String id,
      String setting,
      NumberFormat format,
      Tiles tiles,
      float[] input,
      Optional<float[]> uniforms,
      float[] expected) {
    this.id = id;
    this.setting = setting;
    this.format = format;
    this.tiles = tiles;
    this.input = input;
    this.uniforms = uniforms;
    this.expected = expected;
  }

  /** Its name in the file. */
  public String id() {
    return id;
  }

  /** Format, input and keys as they stand in the file. */
  public String setting() {
    return setting;
  }

  /** The format under test. */
  public NumberFormat format() {
    return format;
  }

  /** What the format makes of the input. */
  public float[] actual() {
    float[] x = input.clone();
    if (uniforms.isPresent()) {
      ((Binary) format).quantizeStochastic(x, 0, x.length, uniforms.get());
    } else {
      tiles.quantize(format, x, 0);
    }
    return x;
  }

  /** All elements that differ from what is expected; empty: the case passes. */
  public List<Difference> check(Comparison comparison) {
    float[] actual = actual();
    List<Difference> differences = new ArrayList<>();
    for (int i = 0; i < actual.length; i++) {
      if (!equal(actual[i], expected[i], comparison)) {
        differences.add(new Difference(id, setting, i, input[i], expected[i], actual[i]));
      }
    }
    return differences;
  }

  private static boolean equal(float a, float b, Comparison comparison) {
    return Float.floatToIntBits(a) == Float.floatToIntBits(b)
        || (comparison == Comparison.VALUES && a == b);
  }

  @Override
  public String toString() {
    return "case " + id + " (" + setting + ")";
  }
}
