package io.espalier.compression.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** One key of a record: its name in a configuration, its type, default, meaning and accessor. */
record Key(
    String name,
    String component,
    Type type,
    Optional<String> defaultText,
    Optional<ConfigValue> fallback,
    String meaning,
    Method accessor) {
  /** What an empty optional is written as. */
  static final String AUTO = "auto";

  static Key of(RecordComponent component) {
    Optional<String> text = defaultOf(component);
    Meaning meaning = component.getAnnotation(Meaning.class);
    Method accessor = component.getAccessor();
    accessor.setAccessible(true);
    return new Key(
        Kebab.ofName(component.getName()),
        component.getName(),
        component.getGenericType(),
        text,
        text.map(value -> parsed(value, component)),
        meaning == null ? "" : meaning.value(),
        accessor);
  }

  private static Optional<String> defaultOf(RecordComponent component) {
    Default given = component.getAnnotation(Default.class);
    if (given != null) {
      return Optional.of(given.value());
    }
    return isOptional(component.getType()) ? Optional.of(AUTO) : Optional.empty();
  }

  private static boolean isOptional(Class<?> type) {
    return type == Optional.class || type == OptionalInt.class || type == OptionalDouble.class;
  }

  private static ConfigValue parsed(String text, RecordComponent component) {
    String name = component.getDeclaringRecord().getSimpleName() + "." + component.getName();
    ConfigParseOptions options =
        ConfigParseOptions.defaults().setOriginDescription("the default of " + name);
    try {
      return ConfigFactory.parseString("value = " + text, options).root().get("value");
    } catch (ConfigException e) {
      throw new IllegalStateException("the default of " + name + " is no HOCON: " + text, e);
    }
  }

  /** The default's value, if the key may be left out. */
  Optional<Object> defaultValue() {
    return fallback.map(
        value -> {
          try {
            return new Reading().read(type, value, name);
          } catch (ConfigError e) {
            throw new IllegalStateException(e.getMessage(), e);
          }
        });
  }

  /** This key's value in a record. */
  Object of(Object owner) {
    try {
      return accessor.invoke(owner);
    } catch (InvocationTargetException e) {
      throw unwrap(e, owner.getClass());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("cannot read " + component + " of " + owner.getClass(), e);
    }
  }

  /** What the called code threw, if it is unchecked. */
  static RuntimeException unwrap(InvocationTargetException e, Class<?> type) {
    if (e.getCause() instanceof RuntimeException cause) {
      return cause;
    }
    if (e.getCause() instanceof Error cause) {
      throw cause;
    }
    return new IllegalStateException(type.getName() + " threw", e.getCause());
  }
}
