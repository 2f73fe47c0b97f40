package io.espalier.compression.config;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * One text for each number, whatever way it was written and on whatever Java: {@code
 * Double.toString} gave other digits before Java 19.
 */
final class CanonicalNumber {
  /** Digits that tell any two doubles apart. */
  private static final int ENOUGH_DIGITS = 17;

  private static final int LEAST_PLAIN_EXPONENT = -7;
  private static final int MOST_PLAIN_EXPONENT = 15;

  private CanonicalNumber() {}

  /**
   * The fewest digits that read back as {@code value}: {@code 0.01}, {@code 3}, {@code 1.5e-9}.
   *
   * @throws IllegalArgumentException if it is not finite
   */
  static String text(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("a configuration cannot hold the number " + value);
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0.0" : "0";
    }
    return layout(shortest(value).stripTrailingZeros());
  }

  private static BigDecimal shortest(double value) {
    BigDecimal exact = new BigDecimal(value);
    for (int digits = 1; digits < ENOUGH_DIGITS; digits++) {
      BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
      if (rounded.doubleValue() == value) {
        return rounded;
      }
    }
    return exact.round(new MathContext(ENOUGH_DIGITS, RoundingMode.HALF_EVEN));
  }

  private static String layout(BigDecimal number) {
    int exponent = number.precision() - number.scale() - 1;
    if (exponent >= LEAST_PLAIN_EXPONENT && exponent <= MOST_PLAIN_EXPONENT) {
      return number.toPlainString();
    }
    return number.scaleByPowerOfTen(-exponent).toPlainString() + "e" + exponent;
  }
}
