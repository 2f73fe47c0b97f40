package io.espalier.jobs.result;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rows of a flat table in the order of their trials, taken out trial by trial. Mutable. */
final class Carried implements Closeable {
  private final Optional<RowStream> rows;
  private final String name;
  private Optional<Row> head;

  /** Without rows: nothing is carried over. */
  Carried() {
    this.rows = Optional.empty();
    this.name = "";
    this.head = Optional.empty();
  }

  /**
   * @param table that is sorted by trial
   * @param name of its file, for errors
   */
  Carried(Table<?> table, StoredFile file, String name) throws IOException {
    this.rows = Optional.of(ParquetRows.stream(table, file, name));
    this.name = name;
    this.head = read();
  }

  /** The trial of the next rows; empty after the last. */
  Optional<String> trial() {
    return head.map(Merge::id);
  }

  /** Takes out the rows of a trial; none if the next rows are another's. */
  List<Row> take(String trialId) {
    List<Row> taken = new ArrayList<>();
    while (head.isPresent() && Merge.id(head.get()).equals(trialId)) {
      taken.add(head.get());
      head = read();
    }
    return taken;
  }

  private Optional<Row> read() {
    try {
      return rows.orElseThrow().next().map(StoredTrial::row);
    } catch (IOException | RuntimeException e) {
      throw new DamagedFileException(name, "rows by trial", String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public void close() throws IOException {
    if (rows.isPresent()) {
      rows.get().close();
    }
  }
}
