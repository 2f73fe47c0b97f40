package io.espalier.compression.config;

import java.io.Serializable;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One thing wrong with a configuration: where it stands ({@code grid.conf:12}), the key it is about
 * ({@code trial.pipeline[0].sparsity}) and what is wrong. Where and key may be empty.
 */
public record Fault(String where, String key, String message) implements Serializable {
  @Override
  public String toString() {
    return Stream.of(where, key, message)
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(": "));
  }
}
