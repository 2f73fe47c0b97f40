package io.espalier.jobs.result;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A result table: its name and its columns in order.
 *
 * @param <R> what a row is made from
 * @param name in the plural
 * @param meaning what a row stands for, in a sentence
 * @param key the columns that identify a row
 * @param columns in the order they are stored
 */
public record Table<R>(String name, String meaning, List<String> key, List<Column<R>> columns) {
  /** Copies the lists. */
  public Table {
    key = List.copyOf(key);
    columns = List.copyOf(columns);
  }

  /** One row, ready to be stored. */
  public Row row(R source) {
    List<Object> values = new ArrayList<>(columns.size());
    for (Column<R> column : columns) {
      values.add(column.stored(source));
    }
    return new Row(this, values);
  }

  /** The names of the columns in order. */
  public List<String> names() {
    return columns.stream().map(Column::name).toList();
  }

  /** The place of a column; an unknown name is an error. */
  int indexOf(String column) {
    return IntStream.range(0, columns.size())
        .filter(i -> columns.get(i).name().equals(column))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("table " + name + " has no column " + column));
  }
}
