package io.espalier.jobs.result;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;

/**
 * How rows, and trials with what is nested in them, become Parquet records; mutable as Parquet
 * asks.
 */
final class RowWriting extends WriteSupport<StoredTrial> {
  private final MessageType schema;
  private final Map<String, String> notes;
  private RecordConsumer out;

  /**
   * @param schema flat, or that of a trial's own file
   * @param notes key-value pairs of the footer
   */
  RowWriting(MessageType schema, Map<String, String> notes) {
    this.schema = schema;
    this.notes = notes;
  }

  @Override
  public WriteContext init(Configuration configuration) {
    return new WriteContext(schema, notes);
  }

  @Override
  public void prepareForWrite(RecordConsumer consumer) {
    out = consumer;
  }

  @Override
  public void write(StoredTrial record) {
    out.startMessage();
    fields(record.row());
    int flat = record.row().values().size();
    for (int i = flat; i < schema.getFieldCount(); i++) {
      list(schema.getFieldName(i), record.nested().get(i - flat), i);
    }
    out.endMessage();
  }

  private void fields(Row row) {
    List<? extends Column<?>> columns = row.table().columns();
    for (int i = 0; i < columns.size(); i++) {
      Object value = row.values().get(i);
      if (value != null) {
        out.startField(columns.get(i).name(), i);
        value(value);
        out.endField(columns.get(i).name(), i);
      }
    }
  }

  private void value(Object value) {
    if (value instanceof String text) {
      out.addBinary(Binary.fromString(text));
    } else if (value instanceof Long whole) {
      out.addLong(whole);
    } else if (value instanceof Double number) {
      out.addDouble(number);
    } else if (value instanceof Boolean flag) {
      out.addBoolean(flag);
    } else if (value instanceof Instant instant) {
      out.addLong(ChronoUnit.MICROS.between(Instant.EPOCH, instant));
    } else {
      throw new IllegalStateException("no column holds a " + value.getClass());
    }
  }

  private void list(String name, List<Row> rows, int index) {
    out.startField(name, index);
    out.startGroup();
    if (!rows.isEmpty()) {
      out.startField("list", 0);
      rows.forEach(this::element);
      out.endField("list", 0);
    }
    out.endGroup();
    out.endField(name, index);
  }

  private void element(Row row) {
    out.startGroup();
    out.startField("element", 0);
    out.startGroup();
    fields(row);
    out.endGroup();
    out.endField("element", 0);
    out.endGroup();
  }
}
