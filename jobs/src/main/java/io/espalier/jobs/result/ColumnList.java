package io.espalier.jobs.result;

import io.espalier.jobs.result.Column.Presence;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Columns being listed, so that each takes one statement; mutable until {@link #columns()}. */
final class ColumnList<R> {
  private final List<Column<R>> columns = new ArrayList<>();
  private Presence presence = Presence.ALWAYS;

  /** The columns that follow have a value in every row. */
  ColumnList<R> always() {
    presence = Presence.ALWAYS;
    return this;
  }

  /** The columns that follow have a value in every row whose status is SUCCEEDED. */
  ColumnList<R> whenSucceeded() {
    presence = Presence.SUCCEEDED;
    return this;
  }

  /** The columns that follow have a value where it applies. */
  ColumnList<R> optional() {
    presence = Presence.OPTIONAL;
    return this;
  }

  ColumnList<R> text(String name, String meaning, Function<R, Object> value) {
    return add(name, ColumnType.TEXT, "", meaning, value);
  }

  ColumnList<R> count(String name, String meaning, Function<R, Object> value) {
    return add(name, ColumnType.LONG, "", meaning, value);
  }

  ColumnList<R> whole(String name, String unit, String meaning, Function<R, Object> value) {
    return add(name, ColumnType.LONG, unit, meaning, value);
  }

  ColumnList<R> number(String name, String unit, String meaning, Function<R, Object> value) {
    return add(name, ColumnType.DOUBLE, unit, meaning, value);
  }

  ColumnList<R> flag(String name, String meaning, Function<R, Object> value) {
    return add(name, ColumnType.BOOLEAN, "", meaning, value);
  }

  ColumnList<R> instant(String name, String meaning, Function<R, Object> value) {
    return add(name, ColumnType.TIMESTAMP, "UTC", meaning, value);
  }

  List<Column<R>> columns() {
    return List.copyOf(columns);
  }

  private ColumnList<R> add(
      String name, ColumnType type, String unit, String meaning, Function<R, Object> value) {
    columns.add(new Column<>(name, type, unit, presence, meaning, value));
    return this;
  }
}
