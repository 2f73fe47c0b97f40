package io.espalier.compression.trial;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Each use of randomness in a trial draws from a seed of its own. */
final class Seeds {
  private Seeds() {}

  /** The seed of one use: the first 8 bytes of SHA-256 over trial seed, step and purpose. */
  static long of(long trialSeed, int step, String purpose) {
    String text = trialSeed + "/" + step + "/" + purpose;
    byte[] hash = Digests.sha256().digest(text.getBytes(StandardCharsets.UTF_8));
    return ByteBuffer.wrap(hash).getLong();
  }
}
