package io.espalier.compression.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.espalier.kernels.format.NumberFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page about number formats names every type, every key and every default as the code does. */
class NumberFormatsPageTest {
  private static final Pattern SECTION = Pattern.compile("(?m)^### `([a-z0-9-]+)`$");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z-]+)` \\| (`[^`]+`|–) \\|");

  @Test
  void everyTypeKeyAndDefaultIsThere() throws IOException {
    Map<String, Map<String, String>> expected = new TreeMap<>();
    Family.of(NumberFormat.class)
        .members()
        .forEach((type, shape) -> expected.put(type, keys(shape)));
    assertEquals(expected, documented(Files.readString(Path.of("../docs/NUMBER_FORMATS.md"))));
  }

  private static Map<String, String> keys(RecordShape shape) {
    Map<String, String> keys = new TreeMap<>();
    shape
        .keys()
        .forEach(
            (name, key) -> keys.put(name, key.defaultText().map(t -> "`" + t + "`").orElse("–")));
    return keys;
  }

  private static Map<String, Map<String, String>> documented(String page) {
    Map<String, Map<String, String>> types = new TreeMap<>();
    for (String section : page.split("(?m)^(?=##+ )")) {
      Matcher head = SECTION.matcher(section);
      if (head.find()) {
        Map<String, String> keys = new TreeMap<>();
        ROW.matcher(section).results().forEach(row -> keys.put(row.group(1), row.group(2)));
        types.put(head.group(1), keys);
      }
    }
    return types;
  }
}
