package io.espalier.jobs.result;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * How Parquet records become rows again. Columns a file lacks read as null, columns a table lacks
 * are skipped, so that files of other schema versions can be read.
 */
final class RowReading extends RecordMaterializer<StoredTrial> {
  private final MessageType wanted;
  private final Record record;

  /**
   * @param table whose rows are wanted
   * @param stored the schema of the file
   * @param columns that are read; others are null
   */
  RowReading(Table<?> table, MessageType stored, Set<String> columns) {
    List<Type> fields =
        stored.getFields().stream()
            .filter(field -> isKnown(table, field.getName(), columns))
            .toList();
    this.wanted = new MessageType(stored.getName(), fields);
    this.record = new Record(table, wanted);
  }

  private static boolean isKnown(Table<?> table, String field, Set<String> columns) {
    return (columns.contains(field) && table.names().contains(field))
        || (table.equals(Columns.TRIALS) && nested(field).isPresent());
  }

  private static Optional<Table<?>> nested(String field) {
    return ParquetSchema.NESTED.stream().filter(table -> table.name().equals(field)).findFirst();
  }

  /** The part of the file's schema that is read. */
  MessageType wanted() {
    return wanted;
  }

  @Override
  public StoredTrial getCurrentRecord() {
    return record.stored();
  }

  @Override
  public GroupConverter getRootConverter() {
    return record;
  }

  /** Collects one record; mutable. */
  private static final class Record extends GroupConverter {
    private final Table<?> table;
    private final Object[] values;
    private final Map<Table<?>, List<Row>> lists = new HashMap<>();
    private final List<Converter> converters = new ArrayList<>();

    Record(Table<?> table, org.apache.parquet.schema.GroupType fields) {
      this.table = table;
      this.values = new Object[table.columns().size()];
      for (Type field : fields.getFields()) {
        converters.add(
            field.isPrimitive() ? new Value(values, table, field.getName()) : list(field));
      }
    }

    private Converter list(Type list) {
      Table<?> of = nested(list.getName()).orElseThrow();
      Type repeated = list.asGroupType().getType(0);
      Type element = repeated.asGroupType().getType(0);
      Record record = new Record(of, element.asGroupType());
      record.into = lists.computeIfAbsent(of, key -> new ArrayList<>());
      return new Wrapper(new Wrapper(record));
    }

    private List<Row> into;

    @Override
    public Converter getConverter(int index) {
      return converters.get(index);
    }

    @Override
    public void start() {
      Arrays.fill(values, null);
      lists.values().forEach(List::clear);
    }

    @Override
    public void end() {
      if (into != null) {
        into.add(row());
      }
    }

    private Row row() {
      return new Row(table, Arrays.asList(values));
    }

    StoredTrial stored() {
      return new StoredTrial(
          row(),
          lists.getOrDefault(Columns.LAYERS, List.of()),
          lists.getOrDefault(Columns.EPOCHS, List.of()),
          lists.getOrDefault(Columns.HISTOGRAMS, List.of()));
    }
  }

  /** A group of one field. */
  private static final class Wrapper extends GroupConverter {
    private final Converter only;

    Wrapper(Converter only) {
      this.only = only;
    }

    @Override
    public Converter getConverter(int index) {
      return only;
    }

    @Override
    public void start() {
      // A wrapper holds nothing of its own.
    }

    @Override
    public void end() {
      // A wrapper holds nothing of its own.
    }
  }

  /** Puts a value into its place. */
  private static final class Value extends PrimitiveConverter {
    private final Object[] values;
    private final int index;
    private final ColumnType type;

    Value(Object[] values, Table<?> table, String name) {
      this.values = values;
      this.index = table.indexOf(name);
      this.type = table.columns().get(index).type();
    }

    @Override
    public void addBinary(Binary value) {
      values[index] = value.toStringUsingUTF8();
    }

    @Override
    public void addBoolean(boolean value) {
      values[index] = value;
    }

    @Override
    public void addDouble(double value) {
      values[index] = value;
    }

    @Override
    public void addLong(long value) {
      values[index] =
          type == ColumnType.TIMESTAMP
              ? Instant.EPOCH.plus(value, ChronoUnit.MICROS)
              : (Object) value;
    }
  }
}
