package io.espalier.jobs.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableDocsTest {
  private static final Path PAGE = Path.of("..", "docs", "RESULT_TABLES.md");

  /** With {@code -Despalier.docs=write} it writes the page instead. */
  @Test
  void pageSaysWhatCodeSays() throws IOException {
    if ("write".equals(System.getProperty("espalier.docs"))) {
      Files.writeString(PAGE, TableDocs.markdown());
    }
    assertEquals(
        TableDocs.markdown(),
        Files.readString(PAGE),
        "docs/RESULT_TABLES.md is out of date; -Despalier.docs=write writes it anew");
  }

  @Test
  void columnsAreNamedOnceAndInSnakeCase() {
    for (Table<?> table : Columns.tables()) {
      List<String> names = table.names();
      assertEquals(names.size(), new HashSet<>(names).size(), table.name());
      assertTrue(names.containsAll(table.key()), table.name());
      for (Column<?> column : table.columns()) {
        assertTrue(column.name().matches("[a-z][a-z0-9_]*"), column.name());
        assertTrue(!column.meaning().isBlank(), column.name());
        assertTrue(!column.name().contains("flops"), column.name());
      }
    }
  }
}
