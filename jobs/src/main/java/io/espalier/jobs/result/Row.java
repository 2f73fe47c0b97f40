package io.espalier.jobs.result;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * One row of a table as it is stored.
 *
 * @param table whose row it is
 * @param values String, Long, Double, Boolean, Instant or null, in the order of the columns
 */
public record Row(Table<?> table, List<Object> values) {
  /** Copies the values, nulls included. */
  public Row {
    if (values.size() != table.columns().size()) {
      throw new IllegalArgumentException(
          table.name() + " has " + table.columns().size() + " columns, got " + values.size());
    }
    values = Collections.unmodifiableList(new ArrayList<>(values));
  }

  /** A value; empty where it is null. */
  public Optional<Object> value(String column) {
    return Optional.ofNullable(values.get(table.indexOf(column)));
  }

  /** A text; empty where it is null. */
  public Optional<String> text(String column) {
    return value(column).map(Object::toString);
  }

  /** A number of any kind; empty where it is null. */
  public OptionalDouble number(String column) {
    return value(column)
        .map(v -> OptionalDouble.of(((Number) v).doubleValue()))
        .orElse(OptionalDouble.empty());
  }

  /** A whole number; empty where it is null. */
  public OptionalLong whole(String column) {
    return value(column).map(v -> OptionalLong.of((Long) v)).orElse(OptionalLong.empty());
  }

  /** An instant; empty where it is null. */
  public Optional<Instant> instant(String column) {
    return value(column).map(Instant.class::cast);
  }
}
