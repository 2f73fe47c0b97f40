package io.espalier.compression.config;

import java.util.Optional;

/**
 * What can be said of a key.
 *
 * @param name as a configuration writes it
 * @param type what its value may be, for people
 * @param fallback the default in HOCON; empty if the key is required
 * @param meaning one sentence
 */
public record CatalogKey(String name, String type, Optional<String> fallback, String meaning) {}
