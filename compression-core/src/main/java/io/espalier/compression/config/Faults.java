package io.espalier.compression.config;

import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;

/** The faults found so far (mutable). */
final class Faults {
  private final List<Fault> found = new ArrayList<>();

  /** Notes a fault of the value at {@code path}. */
  void add(ConfigValue at, String path, String message) {
    found.add(new Fault(Origins.where(at.origin()), path, message));
  }

  void add(Fault fault) {
    found.add(fault);
  }

  int count() {
    return found.size();
  }

  /**
   * Ends the reading if there is a fault.
   *
   * @throws ConfigError with all of them
   */
  void throwIfAny() {
    if (!found.isEmpty()) {
      throw new ConfigError(found);
    }
  }
}
