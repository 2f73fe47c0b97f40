package io.espalier.jobs.result;

import java.io.Closeable;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Flat tables being written side by side to temporary files. Mutable. */
final class Spools implements Merge.Sink, Closeable {
  private final Map<Table<?>, Spool> spools = new LinkedHashMap<>();

  Spools(List<Table<?>> tables, Map<String, String> notes) throws IOException {
    for (Table<?> table : tables) {
      spools.put(table, new Spool(table, notes));
    }
  }

  @Override
  public void add(Table<?> table, Row row) throws IOException {
    spools.get(table).add(row);
  }

  /** Ends the files. */
  void finish() throws IOException {
    for (Spool spool : spools.values()) {
      spool.finish();
    }
  }

  /** Puts every table into its place. */
  void place(Folder folder) throws IOException {
    for (Map.Entry<Table<?>, Spool> each : spools.entrySet()) {
      folder.makeFolder(each.getKey().name());
      each.getValue().place(folder, TableFiles.fileOf(each.getKey()));
    }
  }

  @Override
  public void close() throws IOException {
    for (Spool spool : spools.values()) {
      spool.close();
    }
  }
}
