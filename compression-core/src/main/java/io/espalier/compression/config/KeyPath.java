package io.espalier.compression.config;

import java.util.regex.Pattern;

/** Paths of keys as errors show them: {@code trial.pipeline[0].sparsity}. */
final class KeyPath {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-]+");

  private KeyPath() {}

  static String join(String path, String key) {
    String shown = PLAIN.matcher(key).matches() ? key : "\"" + key + "\"";
    return path.isEmpty() ? shown : path + "." + shown;
  }
}
