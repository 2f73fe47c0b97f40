package io.espalier.jobs.result;

import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/**
 * Tables as Parquet schemas. Every field is optional there, so that a row of an older schema
 * version can be carried along; what must have a value is checked where rows are made.
 */
final class ParquetSchema {
  /** The nested list in a trial's own file. */
  static final String LAYERS = "layers";

  private ParquetSchema() {}

  /** A flat table. */
  static MessageType flat(Table<?> table) {
    return new MessageType(table.name(), fields(table));
  }

  /** A trial's own file: a row of {@code trials} with its rows of {@code layers} as a list. */
  static MessageType trialFile() {
    List<Type> fields = new ArrayList<>(fields(Columns.TRIALS));
    GroupType element = new GroupType(Type.Repetition.REQUIRED, "element", fields(Columns.LAYERS));
    GroupType list = new GroupType(Type.Repetition.REPEATED, "list", element);
    fields.add(
        Types.buildGroup(Type.Repetition.REQUIRED)
            .as(LogicalTypeAnnotation.listType())
            .addField(list)
            .named(LAYERS));
    return new MessageType("trial", fields);
  }

  private static List<Type> fields(Table<?> table) {
    return table.columns().stream().map(ParquetSchema::field).toList();
  }

  private static Type field(Column<?> column) {
    return Types.primitive(primitive(column.type()), Type.Repetition.OPTIONAL)
        .as(annotation(column.type()))
        .named(column.name());
  }

  private static PrimitiveTypeName primitive(ColumnType type) {
    return switch (type) {
      case TEXT -> PrimitiveTypeName.BINARY;
      case LONG, TIMESTAMP -> PrimitiveTypeName.INT64;
      case DOUBLE -> PrimitiveTypeName.DOUBLE;
      case BOOLEAN -> PrimitiveTypeName.BOOLEAN;
    };
  }

  private static LogicalTypeAnnotation annotation(ColumnType type) {
    return switch (type) {
      case TEXT -> LogicalTypeAnnotation.stringType();
      case TIMESTAMP -> LogicalTypeAnnotation.timestampType(true, TimeUnit.MICROS);
      default -> null;
    };
  }
}
