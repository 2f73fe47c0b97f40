package io.espalier.kernels.format;

import java.util.Arrays;
import java.util.stream.IntStream;

/** A few levels, counted. Not to be changed once built. */
final class LevelCode implements ElementCode {
  private final int width;
  private final float[] levels;

  private LevelCode(int width, float... levels) {
    this.width = width;
    this.levels = levels;
  }

  /** Code 0 and code 1. */
  static LevelCode binary(float lower, float upper) {
    return new LevelCode(1, lower, upper);
  }

  /** Two's complement: 00, 01 and 11; there is no 10. */
  static LevelCode ternary(float level) {
    return new LevelCode(2, 0, level, Float.NaN, 0f - level);
  }

  @Override
  public int[] fields() {
    return new int[] {width};
  }

  @Override
  public boolean isUsed(int code) {
    return !Float.isNaN(levels[code]);
  }

  @Override
  public int encode(float member) {
    ElementCode.expectNumber(member);
    int bits = Float.floatToIntBits(member);
    return IntStream.range(0, levels.length)
        .filter(code -> Float.floatToIntBits(levels[code]) == bits)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    member + " is not one of the levels " + Arrays.toString(levels)));
  }

  @Override
  public float decode(int code) {
    return levels[code];
  }
}
