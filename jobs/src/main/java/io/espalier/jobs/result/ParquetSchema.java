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
  /** The nested lists in a trial's own file, each named as its table. */
  static final List<Table<?>> NESTED = List.of(Columns.LAYERS, Columns.EPOCHS, Columns.HISTOGRAMS);

  private ParquetSchema() {}

  /** A flat table. */
  static MessageType flat(Table<?> table) {
    return new MessageType(table.name(), fields(table));
  }

  /**
   * A trial's own file: a row of {@code trials} with its layers, epochs and histograms as lists.
   */
  static MessageType trialFile() {
    List<Type> fields = new ArrayList<>(fields(Columns.TRIALS));
    NESTED.forEach(table -> fields.add(list(table)));
    return new MessageType("trial", fields);
  }

  private static Type list(Table<?> table) {
    GroupType element = new GroupType(Type.Repetition.REQUIRED, "element", fields(table));
    return Types.buildGroup(Type.Repetition.REQUIRED)
        .as(LogicalTypeAnnotation.listType())
        .addField(new GroupType(Type.Repetition.REPEATED, "list", element))
        .named(table.name());
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
