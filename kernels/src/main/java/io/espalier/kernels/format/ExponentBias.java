package io.espalier.kernels.format;

import java.util.Objects;
import java.util.OptionalInt;

/** The bias of an exponent field: the IEEE default, found from the data, or a number. */
public final class ExponentBias {
  /** 2^(E−1) − 1. */
  public static final ExponentBias DEFAULT = new ExponentBias("default", OptionalInt.empty());

  /** From the data: the top of the range meets the largest magnitude. */
  public static final ExponentBias AUTO = new ExponentBias("auto", OptionalInt.empty());

  private final String text;
  private final OptionalInt number;

  private ExponentBias(String text, OptionalInt number) {
    this.text = text;
    this.number = number;
  }

  /** A bias that is given, from −512 to 512. */
  public static ExponentBias of(int bias) {
    if (bias < -512 || bias > 512) {
      throw new IllegalArgumentException("bias must be in [-512, 512], got " + bias);
    }
    return new ExponentBias(Integer.toString(bias), OptionalInt.of(bias));
  }

  /** Reads {@code default}, {@code auto} or a whole number. */
  public static ExponentBias parse(String text) {
    return switch (text) {
      case "default" -> DEFAULT;
      case "auto" -> AUTO;
      default -> of(number(text));
    };
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "bias must be default, auto or a whole number, got " + text, e);
    }
  }

  /** Whether it is to be found from the data. */
  public boolean isAuto() {
    return equals(AUTO);
  }

  /**
   * The bias for an exponent field of {@code width} bits.
   *
   * @throws IllegalStateException if it is to be found from the data
   */
  public int value(int width) {
    if (isAuto()) {
      throw new IllegalStateException("bias = auto has to be fitted to data first");
    }
    return number.orElse((1 << (width - 1)) - 1);
  }

  /** What {@link #parse} reads. */
  @Override
  public String toString() {
    return text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ExponentBias o && text.equals(o.text);
  }

  @Override
  public int hashCode() {
    return Objects.hash(text);
  }
}
