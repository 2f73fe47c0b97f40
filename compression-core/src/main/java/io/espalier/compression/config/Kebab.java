package io.espalier.compression.config;

import java.util.Locale;

/** Names as configurations write them: lower case with hyphens. */
final class Kebab {
  private Kebab() {}

  /** {@code blockSize} and {@code BlockSize} give {@code block-size}. */
  static String ofName(String camel) {
    StringBuilder kebab = new StringBuilder();
    for (int i = 0; i < camel.length(); i++) {
      char c = camel.charAt(i);
      if (Character.isUpperCase(c) && i > 0) {
        kebab.append('-');
      }
      kebab.append(Character.toLowerCase(c));
    }
    return kebab.toString();
  }

  /** {@code FAN_IN} gives {@code fan-in}. */
  static String ofConstant(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
