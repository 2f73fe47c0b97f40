package io.espalier.compression.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** Describes what a configuration can hold, from the same annotations that the reader reads. */
public final class Catalog {
  private static final Map<Class<?>, String> SCALARS =
      Map.of(
          int.class, "whole number",
          long.class, "whole number",
          double.class, "number",
          boolean.class, "true | false",
          String.class, "text",
          Path.class, "path",
          OptionalInt.class, "whole number | auto",
          OptionalDouble.class, "number | auto");

  private static final Map<Class<?>, Class<?>> BOXES =
      Map.of(
          Integer.class, int.class,
          Long.class, long.class,
          Double.class, double.class,
          Boolean.class, boolean.class);

  private Catalog() {}

  /**
   * The members of a sealed family by name, or a record alone.
   *
   * @throws IllegalStateException if a member has no name or a default cannot be read
   */
  public static List<CatalogEntry> of(Class<?> type) {
    return type.isSealed()
        ? Family.of(type).members().values().stream().map(Catalog::entry).toList()
        : List.of(entry(RecordShape.of(type)));
  }

  private static CatalogEntry entry(RecordShape shape) {
    String name = shape.name().orElseGet(() -> Kebab.ofName(shape.type().getSimpleName()));
    return new CatalogEntry(
        name, shape.meaning(), shape.keys().values().stream().map(Catalog::key).toList());
  }

  private static CatalogKey key(Key key) {
    // Reads the default, so that a wrong one is found by whoever lists it.
    Optional<String> fallback = key.defaultValue().flatMap(value -> key.defaultText());
    return new CatalogKey(key.name(), type(key.type()), fallback, key.meaning());
  }

  private static String type(Type type) {
    if (type instanceof ParameterizedType generic) {
      return generic(generic);
    }
    Class<?> plain = BOXES.getOrDefault(type, (Class<?>) type);
    if (plain.isEnum()) {
      return Arrays.stream(plain.getEnumConstants())
          .map(constant -> Kebab.ofConstant((Enum<?>) constant))
          .collect(Collectors.joining(" | "));
    }
    return SCALARS.getOrDefault(plain, Kebab.ofName(plain.getSimpleName()));
  }

  private static String generic(ParameterizedType type) {
    Type[] arguments = type.getActualTypeArguments();
    String last = type(arguments[arguments.length - 1]);
    if (type.getRawType() == List.class) {
      return "list of " + last;
    }
    return type.getRawType() == Map.class ? "object of " + last : last + " | auto";
  }
}
