package io.espalier.compression.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration that cannot be used, with all its faults: one line of the message each. */
public final class ConfigError extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final List<Fault> faults;

  /** At least one fault; equal ones are named once. */
  public ConfigError(List<Fault> faults) {
    super(faults.stream().distinct().map(Fault::toString).collect(Collectors.joining("\n")));
    if (faults.isEmpty()) {
      throw new IllegalArgumentException("a ConfigError needs at least one fault");
    }
    this.faults = faults.stream().distinct().toList();
  }

  /** An error of one fault. */
  public ConfigError(String where, String key, String message) {
    this(List.of(new Fault(where, key, message)));
  }

  /** What is wrong, in the order of the file as far as it was read. */
  public List<Fault> faults() {
    return faults;
  }
}
