package io.espalier.jobs.result;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * One column of a result table.
 *
 * @param <R> what a row is made from
 * @param name in snake_case
 * @param type what it holds
 * @param unit of its numbers, empty for text and pure counts
 * @param presence when it may be null
 * @param meaning in a sentence
 * @param value its value in a row; an empty optional, null, NaN and infinities become null
 */
public record Column<R>(
    String name,
    ColumnType type,
    String unit,
    Presence presence,
    String meaning,
    Function<R, Object> value) {

  /** When a column has a value. */
  public enum Presence {
    /** In every row. */
    ALWAYS("always"),
    /** In every row whose status is SUCCEEDED. */
    SUCCEEDED("succeeded"),
    /** Where it applies. */
    OPTIONAL("");

    private final String text;

    Presence(String text) {
      this.text = text;
    }

    /** How the documentation says it. */
    public String text() {
      return text;
    }
  }

  /** The value of a row, ready to be stored: String, Long, Double, Boolean, Instant or null. */
  Object stored(R source) {
    Object stored = plain(value.apply(source));
    if (stored == null && presence == Presence.ALWAYS) {
      throw new IllegalStateException("column " + name + " must have a value in every row");
    }
    return stored;
  }

  private Object plain(Object raw) {
    Object bare = unwrapped(raw);
    if (bare == null) {
      return null;
    }
    return switch (type) {
      case TEXT -> bare.toString();
      case LONG -> ((Number) bare).longValue();
      case DOUBLE -> finite(((Number) bare).doubleValue());
      case BOOLEAN -> (Boolean) bare;
      case TIMESTAMP -> (Instant) bare;
    };
  }

  private static Double finite(double number) {
    return Double.isFinite(number) ? number : null;
  }

  private static Object unwrapped(Object raw) {
    if (raw instanceof Optional<?> some) {
      return some.map(Column::unwrapped).orElse(null);
    }
    if (raw instanceof OptionalInt some) {
      return some.isPresent() ? some.getAsInt() : null;
    }
    if (raw instanceof OptionalLong some) {
      return some.isPresent() ? some.getAsLong() : null;
    }
    if (raw instanceof OptionalDouble some) {
      return some.isPresent() ? some.getAsDouble() : null;
    }
    return raw;
  }
}
