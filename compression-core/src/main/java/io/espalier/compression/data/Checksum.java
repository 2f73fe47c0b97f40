package io.espalier.compression.data;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What a downloaded file must be.
 *
 * @param algorithm such as SHA-256; MD5 where its publisher gives nothing better: it tells a
 *     damaged file, not a forged one
 * @param content what it is the digest of
 * @param hex in lower case
 */
record Checksum(String algorithm, Content content, String hex) {
  private static final int LARGEST = 1 << 29;

  /** What a digest is of. */
  enum Content {
    /** The file as it comes. */
    FILE,
    /** What gzip unpacks from it: does not depend on how it was packed. */
    UNPACKED
  }

  static Checksum unpackedSha256(String hex) {
    return new Checksum("SHA-256", Content.UNPACKED, hex);
  }

  static Checksum md5(String hex) {
    return new Checksum("MD5", Content.FILE, hex);
  }

  /**
   * Checks a file.
   *
   * @throws IOException with both digests, if it is another
   */
  void check(byte[] file) throws IOException {
    String found = HexFormat.of().formatHex(digest().digest(content(file)));
    if (!found.equals(hex)) {
      throw new IOException(
          "expected " + this + ", found " + found + " of " + file.length + " bytes");
    }
  }

  private byte[] content(byte[] file) throws IOException {
    if (content == Content.FILE) {
      return file;
    }
    try (Gzip gzip = new Gzip(file)) {
      return gzip.next(LARGEST);
    }
  }

  private MessageDigest digest() {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has " + algorithm, e);
    }
  }

  @Override
  public String toString() {
    return algorithm + " " + hex + (content == Content.UNPACKED ? " of the unpacked file" : "");
  }
}
