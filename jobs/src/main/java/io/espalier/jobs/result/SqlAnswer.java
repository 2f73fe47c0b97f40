package io.espalier.jobs.result;

import java.util.List;
import java.util.Optional;

/**
 * What a statement yields.
 *
 * @param columns their names
 * @param rows their values: String, Number, Boolean or Instant, empty where it is null
 */
public record SqlAnswer(List<String> columns, List<List<Optional<Object>>> rows) {
  /** Copies the lists. */
  public SqlAnswer {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }
}
