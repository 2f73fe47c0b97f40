package io.espalier.jobs.result;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Map;

/**
 * A SHA-256 within a Parquet file, over all its other bytes. Parquet's own checksums cover the
 * values but neither what says where they are nor the names of columns. It stands between the last
 * page and the footer, where readers of Parquet do not look, behind a word of its own; a note in
 * the footer says that it is there. Files of earlier versions have none and are taken as they are.
 */
final class Seal {
  /** What a file that is to be sealed notes in its footer. */
  static final Map<String, String> NOTE = Map.of("espalier.sealed", "sha-256");

  private static final byte[] NOTED = "espalier.sealed".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] WORD = "ESPLSEAL".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final int DIGEST = 32;
  private static final int LENGTH = WORD.length + DIGEST;

  private Seal() {}

  /** A Parquet file with its seal. */
  static byte[] sealed(byte[] file) {
    int footer = footer(file);
    ByteBuffer sealed = ByteBuffer.allocate(file.length + LENGTH);
    sealed.put(file, 0, footer).put(WORD).put(digest(file, footer, footer));
    return sealed.put(file, footer, file.length - footer).array();
  }

  /**
   * Checks a seal if there is one.
   *
   * @throws IOException if other bytes were sealed
   */
  static void check(byte[] file) throws IOException {
    int footer = footer(file);
    int start = footer - LENGTH;
    if (footer < 0 || !(isNoted(file, footer) || isWord(file, start))) {
      return; // unsealed, or no Parquet file, which its reader says
    }
    if (!isWord(file, start)
        || !Arrays.equals(
            digest(file, start, footer), Arrays.copyOfRange(file, footer - DIGEST, footer))) {
      throw new IOException("bytes that do not match the SHA-256 among them");
    }
  }

  /** Where the footer starts, below 0 if this is no Parquet file. */
  private static int footer(byte[] file) {
    int tail = file.length - MAGIC.length;
    if (file.length < 3 * MAGIC.length
        || !Arrays.equals(file, tail, file.length, MAGIC, 0, MAGIC.length)) {
      return -1;
    }
    int length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(tail - Integer.BYTES);
    return length < 0 ? -1 : tail - Integer.BYTES - length;
  }

  private static boolean isWord(byte[] file, int at) {
    return at >= 0 && Arrays.equals(file, at, at + WORD.length, WORD, 0, WORD.length);
  }

  private static boolean isNoted(byte[] file, int footer) {
    for (int at = file.length - NOTED.length; at >= footer; at--) {
      if (Arrays.equals(file, at, at + NOTED.length, NOTED, 0, NOTED.length)) {
        return true;
      }
    }
    return false;
  }

  /** Over all bytes but those of the seal, [from, to). */
  private static byte[] digest(byte[] file, int from, int to) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(file, 0, from);
      digest.update(file, to, file.length - to);
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
