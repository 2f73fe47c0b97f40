package io.espalier.compression.trial;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 as text. */
final class Digests {
  private Digests() {}

  /** The first 16 hex digits of the SHA-256 of a text in UTF-8. */
  static String shortHex(String text) {
    return hex(text.getBytes(StandardCharsets.UTF_8)).substring(0, 16);
  }

  /** All 64 hex digits of the SHA-256 of some bytes. */
  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(sha256().digest(bytes));
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
