package io.espalier.compression.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * One reading of a value into records (mutable): goes on after a fault so as to collect them all.
 */
final class Reading {
  /** Stands for a value whose faults are noted. */
  private static final Object FAILED = new Object();

  private final Faults faults = new Faults();

  /**
   * Reads a resolved value.
   *
   * @throws ConfigError with all that is wrong
   */
  Object read(Type type, ConfigValue value, String path) {
    Object result = value(type, value, path);
    faults.throwIfAny();
    return result;
  }

  private Object value(Type type, ConfigValue value, String path) {
    if (type instanceof ParameterizedType generic) {
      return generic(generic, value, path);
    }
    if (!(type instanceof Class<?> plain)) {
      throw new IllegalStateException("the reader knows no " + type + " (" + path + ")");
    }
    if (plain.isSealed()) {
      return member(plain, value, path);
    }
    Optional<Method> parser = plain.isEnum() ? Optional.empty() : Scalars.parser(plain);
    if (parser.isPresent() && !(value instanceof ConfigObject && plain.isRecord())) {
      return checked(value, path, v -> Scalars.parse(parser.get(), v));
    }
    return plain.isRecord()
        ? record(RecordShape.of(plain), value, path)
        : checked(value, path, scalar(plain));
  }

  private Function<ConfigValue, Object> scalar(Class<?> type) {
    if (type == int.class || type == Integer.class) {
      return Scalars::wholeInt;
    } else if (type == long.class || type == Long.class) {
      return Scalars::wholeLong;
    } else if (type == double.class || type == Double.class) {
      return Scalars::real;
    } else if (type == boolean.class || type == Boolean.class) {
      return Scalars::truth;
    } else if (type == String.class) {
      return value -> Scalars.text(value, "text");
    } else if (type == Path.class) {
      return Scalars::path;
    } else if (type.isEnum()) {
      return value -> Scalars.constant(type, value);
    } else if (type == OptionalInt.class) {
      return v -> Scalars.isAuto(v) ? OptionalInt.empty() : OptionalInt.of(Scalars.wholeInt(v));
    } else if (type == OptionalDouble.class) {
      return v -> Scalars.isAuto(v) ? OptionalDouble.empty() : OptionalDouble.of(Scalars.real(v));
    }
    throw new IllegalStateException("the reader knows no " + type);
  }

  private Object checked(ConfigValue value, String path, Function<ConfigValue, Object> read) {
    try {
      return read.apply(value);
    } catch (IllegalArgumentException e) {
      return failed(value, path, String.valueOf(e.getMessage()));
    }
  }

  private Object generic(ParameterizedType type, ConfigValue value, String path) {
    Type[] arguments = type.getActualTypeArguments();
    if (type.getRawType() == List.class) {
      return list(arguments[0], value, path);
    } else if (type.getRawType() == Map.class && arguments[0] == String.class) {
      return map(arguments[1], value, path);
    } else if (type.getRawType() == Optional.class) {
      return optional(arguments[0], value, path);
    }
    throw new IllegalStateException("the reader knows no " + type);
  }

  private Object optional(Type type, ConfigValue value, String path) {
    if (Scalars.isAuto(value)) {
      return Optional.empty();
    }
    Object read = value(type, value, path);
    return read == FAILED ? FAILED : Optional.of(read);
  }

  private Object list(Type element, ConfigValue value, String path) {
    if (!(value instanceof ConfigList list)) {
      return failed(value, path, Scalars.wrong("a list", value).getMessage());
    }
    List<Object> read = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      read.add(value(element, list.get(i), path + "[" + i + "]"));
    }
    return read.contains(FAILED) ? FAILED : Collections.unmodifiableList(read);
  }

  private Object map(Type element, ConfigValue value, String path) {
    if (!(value instanceof ConfigObject object)) {
      return failed(value, path, Scalars.wrong("an object", value).getMessage());
    }
    Map<String, Object> read = new TreeMap<>();
    object.forEach((key, part) -> read.put(key, value(element, part, KeyPath.join(path, key))));
    return read.containsValue(FAILED) ? FAILED : Collections.unmodifiableMap(read);
  }

  private Object member(Class<?> root, ConfigValue value, String path) {
    Map<String, RecordShape> members = Family.of(root).members();
    if (!(value instanceof ConfigObject object)) {
      Optional<Method> parser = Scalars.parser(root);
      if (parser.isPresent()) {
        return checked(value, path, v -> Scalars.parse(parser.get(), v));
      }
      String example = "an object such as { type = " + members.keySet().iterator().next() + " }";
      return failed(value, path, Scalars.wrong(example, value).getMessage());
    }
    ConfigValue type = object.get(RecordShape.TYPE);
    String typePath = KeyPath.join(path, RecordShape.TYPE);
    if (type == null || type.valueType() == ConfigValueType.NULL) {
      return failed(value, typePath, "missing; one of " + String.join(", ", members.keySet()));
    }
    Object name = checked(type, typePath, v -> Scalars.text(v, "the name of a type"));
    if (name == FAILED || members.containsKey(name)) {
      return name == FAILED ? FAILED : record(members.get(name), object, path);
    }
    return failed(type, typePath, Nearest.unknown("type", (String) name, members.keySet()));
  }

  private Object record(RecordShape shape, ConfigValue value, String path) {
    if (!(value instanceof ConfigObject object)) {
      return failed(value, path, Scalars.wrong("an object", value).getMessage());
    }
    int before = faults.count();
    checkKeys(shape, object, path);
    List<Object> values = new ArrayList<>();
    shape.keys().values().forEach(key -> values.add(component(key, object, path)));
    return faults.count() > before ? FAILED : create(shape, values.toArray(), object, path);
  }

  private void checkKeys(RecordShape shape, ConfigObject object, String path) {
    List<String> known = shape.known();
    for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
      if (!known.contains(entry.getKey())) {
        String message = Nearest.unknown("key", entry.getKey(), known);
        failed(entry.getValue(), KeyPath.join(path, entry.getKey()), message);
      }
    }
    ConfigValue type = object.get(RecordShape.TYPE);
    if (type != null && !shape.keys().containsKey(RecordShape.TYPE) && shape.name().isPresent()) {
      checkType(shape.name().get(), type, KeyPath.join(path, RecordShape.TYPE));
    }
  }

  private void checkType(String name, ConfigValue type, String path) {
    if (!name.equals(type.unwrapped())) {
      failed(type, path, "must be " + name + " here, got " + Scalars.shown(type));
    }
  }

  private Object component(Key key, ConfigObject object, String path) {
    ConfigValue given = object.get(key.name());
    String keyPath = KeyPath.join(path, key.name());
    if (given != null && given.valueType() != ConfigValueType.NULL) {
      return value(key.type(), given, keyPath);
    }
    return key.defaultValue()
        .orElseGet(
            () -> {
              String why = key.meaning().isEmpty() ? "" : ": " + key.meaning();
              return failed(object, keyPath, "missing" + why);
            });
  }

  private Object create(RecordShape shape, Object[] values, ConfigObject object, String path) {
    try {
      return shape.create(values);
    } catch (IllegalArgumentException e) {
      return rejected(shape, object, path, String.valueOf(e.getMessage()));
    }
  }

  /** A record's own check names the component first: that becomes the key, with its line. */
  private Object rejected(RecordShape shape, ConfigObject object, String path, String message) {
    for (Key key : shape.keys().values()) {
      for (String word : List.of(key.component(), key.name(), key.name().replace('-', ' '))) {
        if (message.startsWith(word + " ")) {
          ConfigValue at = object.getOrDefault(key.name(), object);
          String rest = message.substring(word.length() + 1);
          return failed(at, KeyPath.join(path, key.name()), rest);
        }
      }
    }
    return failed(object, path, message);
  }

  private Object failed(ConfigValue at, String path, String message) {
    faults.add(at, path, message);
    return FAILED;
  }
}
