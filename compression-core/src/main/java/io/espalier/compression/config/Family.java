package io.espalier.compression.config;

import java.util.Map;
import java.util.TreeMap;

/** The records of a sealed interface by name; the permits clause is the registry. */
record Family(Class<?> root, Map<String, RecordShape> members) {
  private static final ClassValue<Family> FAMILIES =
      new ClassValue<>() {
        @Override
        protected Family computeValue(Class<?> root) {
          Map<String, RecordShape> members = new TreeMap<>();
          collect(root, members);
          return new Family(root, members);
        }
      };

  /** The family of a sealed interface, those of nested sealed interfaces among them. */
  static Family of(Class<?> root) {
    if (!root.isSealed()) {
      throw new IllegalArgumentException(root.getName() + " is not sealed");
    }
    return FAMILIES.get(root);
  }

  /** Whether a record belongs to a sealed interface, so that its text needs a type. */
  static boolean isMember(Class<?> type) {
    for (Class<?> parent : type.getInterfaces()) {
      if (parent.isSealed() || isMember(parent)) {
        return true;
      }
    }
    return false;
  }

  private static void collect(Class<?> root, Map<String, RecordShape> members) {
    for (Class<?> member : root.getPermittedSubclasses()) {
      if (member.isSealed()) {
        collect(member, members);
      } else {
        add(RecordShape.of(member), members);
      }
    }
  }

  private static void add(RecordShape shape, Map<String, RecordShape> members) {
    String name =
        shape.name().orElseThrow(() -> new IllegalStateException(shape.type() + " has no @Named"));
    RecordShape other = members.put(name, shape);
    if (other != null && other.type() != shape.type()) {
      throw new IllegalStateException(
          shape.type() + " and " + other.type() + " are both named " + name);
    }
  }
}
