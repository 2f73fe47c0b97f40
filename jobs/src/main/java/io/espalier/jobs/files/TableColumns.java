package io.espalier.jobs.files;

import io.espalier.compression.data.DataException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;

/**
 * The two columns that are read of a file.
 *
 * @param wanted the schema with nothing else in it
 * @param label the path of its values
 * @param image the path of its values
 */
record TableColumns(MessageType wanted, List<String> label, List<String> image) {
  /** A value in the schema, with what it is in. */
  private record Leaf(List<String> path, PrimitiveType type, boolean repeated) {}

  /**
   * Finds them.
   *
   * @throws DataException if one is missing or of another type, with what there is
   */
  static TableColumns of(Path file, MessageType stored, String label, String image) {
    Leaf labels = leaf(file, stored, label);
    Leaf images = leaf(file, stored, image);
    if (labels.repeated() || !isWhole(labels.type())) {
      throw wrong(file, stored, label, "whole numbers, one a row");
    } else if (images.repeated() ? !isNumber(images.type()) : !isBinary(images.type())) {
      throw wrong(
          file, stored, image, "binary (PNG or JPEG files) or an array of float, double or int");
    }
    MessageType wanted =
        new MessageType(stored.getName(), projected(stored, labels.path()))
            .union(new MessageType(stored.getName(), projected(stored, images.path())));
    return new TableColumns(wanted, labels.path(), images.path());
  }

  private static boolean isBinary(PrimitiveType type) {
    return type.getPrimitiveTypeName() == PrimitiveTypeName.BINARY
        && type.getLogicalTypeAnnotation() == null;
  }

  private static boolean isNumber(PrimitiveType type) {
    return type.getPrimitiveTypeName() == PrimitiveTypeName.FLOAT
        || type.getPrimitiveTypeName() == PrimitiveTypeName.DOUBLE
        || isWhole(type);
  }

  /** Dates, times and decimals are stored as integers too. */
  private static boolean isWhole(PrimitiveType type) {
    LogicalTypeAnnotation meaning = type.getLogicalTypeAnnotation();
    return List.of(PrimitiveTypeName.INT32, PrimitiveTypeName.INT64)
            .contains(type.getPrimitiveTypeName())
        && (meaning == null || meaning instanceof LogicalTypeAnnotation.IntLogicalTypeAnnotation);
  }

  private static DataException wrong(Path file, MessageType stored, String name, String expected) {
    Type column = column(stored, name).orElseThrow().type();
    return new DataException(
        file + ": column " + name + " must be " + expected + ", found " + shown(column));
  }

  /** A column by name, or going into structures at each dot. */
  private record Found(List<String> path, Type type) {}

  private static Optional<Found> column(GroupType in, String name) {
    if (in.containsField(name)) {
      return Optional.of(new Found(List.of(name), in.getType(name)));
    }
    for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
      String first = name.substring(0, dot);
      if (in.containsField(first) && !in.getType(first).isPrimitive()) {
        Optional<Found> below = column(in.getType(first).asGroupType(), name.substring(dot + 1));
        if (below.isPresent()) {
          List<String> path = new ArrayList<>(List.of(first));
          path.addAll(below.get().path());
          return Optional.of(new Found(path, below.get().type()));
        }
      }
    }
    return Optional.empty();
  }

  /** The one value below a column, through the groups that lists are written as. */
  private static Leaf leaf(Path file, MessageType stored, String name) {
    Found found =
        column(stored, name)
            .orElseThrow(
                () ->
                    new DataException(
                        file + ": has no column " + name + "; its columns are " + names(stored)));
    List<String> path = new ArrayList<>(found.path());
    Type type = found.type();
    boolean repeated = type.isRepetition(Repetition.REPEATED);
    while (!type.isPrimitive()) {
      GroupType group = type.asGroupType();
      if (group.getFieldCount() != 1) {
        throw new DataException(
            file
                + ": column "
                + name
                + " is a structure of "
                + names(group)
                + "; name one of these, as in "
                + name
                + "."
                + group.getFieldName(0));
      }
      type = group.getType(0);
      repeated |= type.isRepetition(Repetition.REPEATED);
      path.add(type.getName());
    }
    return new Leaf(List.copyOf(path), type.asPrimitiveType(), repeated);
  }

  private static String names(GroupType group) {
    return group.getFields().stream()
        .map(field -> field.getName() + " (" + shown(field) + ")")
        .collect(Collectors.joining(", "));
  }

  private static String shown(Type type) {
    LogicalTypeAnnotation meaning = type.getLogicalTypeAnnotation();
    if (!type.isPrimitive()) {
      GroupType group = type.asGroupType();
      Type inner = group.getType(0);
      return group.getFieldCount() == 1
          ? "array of " + shown(inner.isPrimitive() ? inner : inner.asGroupType().getType(0))
          : "structure";
    }
    String stored = type.asPrimitiveType().getPrimitiveTypeName().name();
    return (meaning == null ? stored : meaning.toString()).toLowerCase(java.util.Locale.ROOT);
  }

  /** The fields of a group that lead to a value, all others left out. */
  private static List<Type> projected(GroupType group, List<String> path) {
    Type field = group.getType(path.get(0));
    return path.size() == 1
        ? List.of(field)
        : List.of(
            field
                .asGroupType()
                .withNewFields(projected(field.asGroupType(), path.subList(1, path.size()))));
  }
}
