package io.espalier.compression.config;

import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads values without parts; each failure is an IllegalArgumentException that says why. */
final class Scalars {
  private Scalars() {}

  static int wholeInt(ConfigValue value) {
    return (int) whole(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  static long wholeLong(ConfigValue value) {
    return whole(value, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  private static long whole(ConfigValue value, long least, long most) {
    String expected = "a whole number from " + least + " to " + most;
    BigDecimal number = number(value, "a whole number");
    // A literal such as 1e999999999 must not be written out digit by digit.
    boolean small = number.precision() - number.scale() <= 20 && number.scale() < 400;
    if (!small || number.stripTrailingZeros().scale() > 0) {
      throw wrong(small ? "a whole number" : expected, value);
    }
    if (number.compareTo(BigDecimal.valueOf(least)) < 0
        || number.compareTo(BigDecimal.valueOf(most)) > 0) {
      throw wrong(expected, value);
    }
    return number.longValueExact();
  }

  static double real(ConfigValue value) {
    number(value, "a number");
    double real = Double.parseDouble(text(value, "a number").trim());
    if (Double.isInfinite(real)) {
      throw wrong("a number within ±1.8e308", value);
    }
    return real;
  }

  private static BigDecimal number(ConfigValue value, String expected) {
    try {
      return new BigDecimal(text(value, expected).trim());
    } catch (NumberFormatException e) {
      throw wrong(expected, value);
    }
  }

  static boolean truth(ConfigValue value) {
    return switch (text(value, "true or false")) {
      case "true", "yes", "on" -> true;
      case "false", "no", "off" -> false;
      default -> throw wrong("true or false", value);
    };
  }

  static Path path(ConfigValue value) {
    return Locations.of(text(value, "a path"));
  }

  /** The text of a string, number or boolean as the file has it. */
  static String text(ConfigValue value, String expected) {
    return switch (value.valueType()) {
      case STRING -> (String) value.unwrapped();
      case NUMBER -> literal(value);
      case BOOLEAN -> value.render();
      default -> throw wrong(expected, value);
    };
  }

  /** A number as it was written; {@code render} would give 1e3 as 1000.0 and 1e999 as Infinity. */
  private static String literal(ConfigValue value) {
    return value.atKey("number").getString("number");
  }

  static Object constant(Class<?> type, ConfigValue value) {
    List<Enum<?>> constants =
        Arrays.stream(type.getEnumConstants()).<Enum<?>>map(c -> (Enum<?>) c).toList();
    List<String> names = constants.stream().map(Kebab::ofConstant).toList();
    String text = text(value, "one of " + String.join(", ", names));
    if (!names.contains(text)) {
      throw new IllegalArgumentException(Nearest.unknown("value", text, names));
    }
    return constants.get(names.indexOf(text));
  }

  /** The class's own {@code public static T parse(String)}, if it has one. */
  static Optional<Method> parser(Class<?> type) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(method -> method.getName().equals("parse"))
        .filter(method -> Modifier.isStatic(method.getModifiers()))
        .filter(method -> Arrays.equals(method.getParameterTypes(), new Class<?>[] {String.class}))
        .filter(method -> type.isAssignableFrom(method.getReturnType()))
        .findFirst();
  }

  static Object parse(Method parser, ConfigValue value) {
    String expected = "a " + Kebab.ofName(parser.getDeclaringClass().getSimpleName());
    String text = text(value, expected);
    parser.setAccessible(true);
    try {
      return parser.invoke(null, text);
    } catch (InvocationTargetException e) {
      throw Key.unwrap(e, parser.getDeclaringClass());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("cannot call " + parser, e);
    }
  }

  static boolean isAuto(ConfigValue value) {
    return value.valueType() == ConfigValueType.NULL || Key.AUTO.equals(value.unwrapped());
  }

  static IllegalArgumentException wrong(String expected, ConfigValue value) {
    return new IllegalArgumentException("expected " + expected + ", got " + shown(value));
  }

  /** The value for a message: {@code the number 1.2}, {@code the text 'abc'}, {@code a list}. */
  static String shown(ConfigValue value) {
    return switch (value.valueType()) {
      case STRING -> "the text '" + value.unwrapped() + "'";
      case NUMBER -> "the number " + literal(value);
      case BOOLEAN, NULL -> value.render();
      default ->
          (value.valueType() == ConfigValueType.LIST ? "a " : "an ")
              + value.valueType().name().toLowerCase(Locale.ROOT);
    };
  }
}
