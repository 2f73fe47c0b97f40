package io.espalier.compression.config;

import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the reader, the canonical text and the catalog know of a record class. */
record RecordShape(
    Class<?> type,
    Optional<String> name,
    boolean inFamily,
    Map<String, Key> keys,
    Constructor<?> constructor) {
  /** The key that picks the member of a sealed family. */
  static final String TYPE = "type";

  // Remembers pure functions of classes: the reader runs over 100,000 trials.
  private static final ClassValue<RecordShape> SHAPES =
      new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
          return inspect(type);
        }
      };

  /**
   * The shape of a record class.
   *
   * @throws IllegalArgumentException if it is no record
   */
  static RecordShape of(Class<?> type) {
    if (!type.isRecord()) {
      throw new IllegalArgumentException(type.getName() + " is no record");
    }
    return SHAPES.get(type);
  }

  private static RecordShape inspect(Class<?> type) {
    Map<String, Key> keys = new LinkedHashMap<>();
    for (RecordComponent component : type.getRecordComponents()) {
      Key key = Key.of(component);
      keys.put(key.name(), key);
    }
    Named named = type.getAnnotation(Named.class);
    Optional<String> name = Optional.ofNullable(named).map(Named::value);
    return new RecordShape(type, name, Family.isMember(type), keys, canonical(type));
  }

  private static Constructor<?> canonical(Class<?> type) {
    Class<?>[] parameters =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(parameters);
      constructor.setAccessible(true);
      return constructor;
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(type + " has no canonical constructor", e);
    }
  }

  /** The sentence that describes the record; empty if it has none. */
  String meaning() {
    Meaning meaning = type.getAnnotation(Meaning.class);
    return meaning == null ? "" : meaning.value();
  }

  /** The keys a configuration may use, {@code type} first where it is one. */
  List<String> known() {
    List<String> known = new ArrayList<>(keys.keySet());
    if (name.isPresent() && !keys.containsKey(TYPE)) {
      known.add(0, TYPE);
    }
    return known;
  }

  /**
   * A record of these values, in the order of {@link #keys}.
   *
   * @throws IllegalArgumentException what the record's own check says
   */
  Object create(Object[] values) {
    try {
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      throw Key.unwrap(e, type);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make a " + type.getName(), e);
    }
  }
}
