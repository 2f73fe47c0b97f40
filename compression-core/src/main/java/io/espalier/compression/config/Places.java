package io.espalier.compression.config;

import com.typesafe.config.ConfigValue;

/** Where values were written. */
public final class Places {
  private Places() {}

  /** {@code grid.conf:12}, as far as the file and the line are known. */
  public static String of(ConfigValue value) {
    return Origins.where(value.origin());
  }
}
