package io.espalier.compression.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.espalier.compression.config.Samples.Format;
import io.espalier.compression.config.Samples.Study;
import io.espalier.kernels.format.NumberFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CatalogTest {
  @Test
  void aFamilyIsListedByNameNestedOnesToo() {
    List<CatalogEntry> entries = Catalog.of(Format.class);
    assertEquals(
        List.of("block", "plain", "tern"), entries.stream().map(CatalogEntry::name).toList());
    assertEquals(
        List.of(
            new CatalogKey(
                "mantissa-width", "whole number", Optional.empty(), "bits of the mantissa"),
            new CatalogKey(
                "block-size", "whole number", Optional.of("16"), "values that share an exponent"),
            new CatalogKey("rule", "ceil | floor-one", Optional.of("ceil"), "how to round"),
            new CatalogKey("bias", "bias", Optional.of("free"), "where the exponents start")),
        entries.get(0).keys());
  }

  @Test
  void typesAreInWords() {
    CatalogEntry study = Catalog.of(Study.class).get(0);
    assertEquals("study", study.name());
    assertEquals(
        List.of(
            "text",
            "list of step",
            "path | auto",
            "whole number",
            "true | false",
            "object of format"),
        study.keys().stream().map(CatalogKey::type).toList());
  }

  @Test
  void everyNumberFormatIsDescribedWithReadableDefaults() {
    for (CatalogEntry entry : Catalog.of(NumberFormat.class)) {
      assertFalse(entry.meaning().isEmpty(), entry.name());
      entry.keys().forEach(key -> assertFalse(key.meaning().isEmpty(), entry.name() + key.name()));
    }
  }
}
