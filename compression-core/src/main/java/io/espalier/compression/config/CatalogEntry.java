package io.espalier.compression.config;

import java.util.List;

/** What can be said of a record: its {@code type}, a sentence, its keys in order. */
public record CatalogEntry(String name, String meaning, List<CatalogKey> keys) {}
