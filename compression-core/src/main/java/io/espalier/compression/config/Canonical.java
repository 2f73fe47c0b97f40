package io.espalier.compression.config;

import com.typesafe.config.ConfigValue;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The canonical text of a record: compact ASCII JSON with sorted keys, the fewest digits that read
 * back, keys at their default left out, {@code type} for members of a sealed family.
 *
 * <p>{@code ConfigReader.parse(Canonical.text(x), X.class)} equals {@code x}. Equal records have
 * equal texts. Identities hash this text, so it never changes for a record that stays the same.
 */
public final class Canonical {
  private final Function<Path, String> paths;

  private Canonical(Function<Path, String> paths) {
    this.paths = paths;
  }

  /** The text of a record with paths as they are. */
  public static String text(Object record) {
    return text(record, Path::toString);
  }

  /** The text of a record with something in place of each path, such as its content's digest. */
  public static String text(Object record, Function<Path, String> paths) {
    return new Canonical(paths).json(record);
  }

  /** The text of a resolved value, in the same form, nothing left out. */
  public static String text(ConfigValue value) {
    return Json.of(value);
  }

  private String json(Object value) {
    if (value instanceof Integer || value instanceof Long || value instanceof Boolean) {
      return value.toString();
    } else if (value instanceof Double real) {
      return CanonicalNumber.text(real);
    } else if (value instanceof String text) {
      return Json.quoted(text);
    } else if (value instanceof Path path) {
      return Json.quoted(paths.apply(path));
    } else if (value instanceof Enum<?> constant) {
      return Json.quoted(Kebab.ofConstant(constant));
    } else if (value instanceof Collection<?> list) {
      return Json.list(list.stream().map(this::json).toList());
    } else if (value instanceof Map<?, ?> map) {
      return map(map);
    }
    return optional(value).orElseGet(() -> composed(value));
  }

  private Optional<String> optional(Object value) {
    if (value instanceof OptionalInt whole) {
      return Optional.of(whole.isPresent() ? json(whole.getAsInt()) : auto());
    } else if (value instanceof OptionalDouble real) {
      return Optional.of(real.isPresent() ? json(real.getAsDouble()) : auto());
    } else if (value instanceof Optional<?> any) {
      return Optional.of(any.map(this::present).orElseGet(Canonical::auto));
    }
    return Optional.empty();
  }

  private String present(Object value) {
    String json = json(value);
    if (json.equals(auto())) {
      throw new IllegalArgumentException("an optional text cannot be 'auto': that means none");
    }
    return json;
  }

  private static String auto() {
    return Json.quoted(Key.AUTO);
  }

  private String map(Map<?, ?> map) {
    SortedMap<String, String> parts = new TreeMap<>();
    map.forEach((key, value) -> parts.put((String) key, json(value)));
    return Json.object(parts);
  }

  private String composed(Object value) {
    Class<?> type = value.getClass();
    boolean family = type.isRecord() && RecordShape.of(type).inFamily();
    if (!family && Scalars.parser(type).isPresent()) {
      return own(value.toString());
    }
    return record(RecordShape.of(type), value);
  }

  /** A class's own text: bare if it is a whole number, as a person would write it. */
  private static String own(String text) {
    return text.matches("0|-?[1-9][0-9]{0,8}") ? text : Json.quoted(text);
  }

  private String record(RecordShape shape, Object owner) {
    SortedMap<String, String> parts = new TreeMap<>();
    if (shape.inFamily() && shape.name().isPresent()) {
      parts.put(RecordShape.TYPE, Json.quoted(shape.name().get()));
    }
    for (Key key : shape.keys().values()) {
      Object value = key.of(owner);
      if (!key.defaultValue().equals(Optional.of(value))) {
        parts.put(key.name(), json(value));
      }
    }
    return Json.object(parts);
  }
}
