package io.espalier.jobs.files;

import io.espalier.compression.data.TableReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.Type;

/**
 * One row as Parquet hands over its values. Mutable: each row takes the place of the one before.
 */
final class TableRow extends RecordMaterializer<TableRow> {
  private final GroupConverter root;
  private OptionalLong label = OptionalLong.empty();
  private Optional<byte[]> file = Optional.empty();
  private float[] values = new float[1024];
  private boolean real;
  private int count;

  TableRow(TableColumns columns) {
    root = new Group(columns.wanted(), List.of(), columns, this::clear);
  }

  OptionalLong label() {
    return label;
  }

  TableReader.Cell image() {
    if (file.isPresent()) {
      return new TableReader.Encoded(file.get());
    }
    return count == 0
        ? new TableReader.Absent()
        : new TableReader.Values(Arrays.copyOf(values, count), real);
  }

  private void clear() {
    label = OptionalLong.empty();
    file = Optional.empty();
    count = 0;
  }

  private void add(float value, boolean fraction) {
    if (count == values.length) {
      values = Arrays.copyOf(values, 2 * count);
    }
    values[count] = value;
    real = fraction;
    count++;
  }

  @Override
  public TableRow getCurrentRecord() {
    return this;
  }

  @Override
  public GroupConverter getRootConverter() {
    return root;
  }

  /** The values below a group. */
  private final class Group extends GroupConverter {
    private final List<Converter> fields = new ArrayList<>();
    private final Runnable atStart;

    Group(GroupType type, List<String> path, TableColumns columns, Runnable atStart) {
      this.atStart = atStart;
      for (Type field : type.getFields()) {
        List<String> below = new ArrayList<>(path);
        below.add(field.getName());
        fields.add(
            field.isPrimitive()
                ? below.equals(columns.label()) ? new Label() : new Image()
                : new Group(field.asGroupType(), below, columns, () -> {}));
      }
    }

    @Override
    public Converter getConverter(int field) {
      return fields.get(field);
    }

    @Override
    public void start() {
      atStart.run();
    }

    @Override
    public void end() {
      // the row is taken when it is read
    }
  }

  /** Whole numbers. */
  private final class Label extends PrimitiveConverter {
    @Override
    public void addInt(int value) {
      label = OptionalLong.of(value);
    }

    @Override
    public void addLong(long value) {
      label = OptionalLong.of(value);
    }
  }

  /** A file, or one number of many. */
  private final class Image extends PrimitiveConverter {
    @Override
    public void addBinary(Binary value) {
      file = Optional.of(value.getBytes());
    }

    @Override
    public void addFloat(float value) {
      add(value, true);
    }

    @Override
    public void addDouble(double value) {
      add((float) value, true);
    }

    @Override
    public void addInt(int value) {
      add(value, false);
    }

    @Override
    public void addLong(long value) {
      add(value, false);
    }
  }
}
