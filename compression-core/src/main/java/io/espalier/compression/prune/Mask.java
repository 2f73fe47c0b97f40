package io.espalier.compression.prune;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.SplittableRandom;

/** Which weights of one layer are kept. Immutable. */
public final class Mask {
  private final BitSet kept;
  private final int length;

  private Mask(BitSet kept, int length) {
    this.kept = kept;
    this.length = length;
  }

  /** Keeps every one of {@code length} weights. */
  public static Mask all(int length) {
    BitSet kept = new BitSet(length);
    kept.set(0, length);
    return new Mask(kept, length);
  }

  /** Keeps the weights at the positions that are set; {@code kept} is copied. */
  public static Mask of(BitSet kept, int length) {
    if (kept.length() > length) {
      throw new IllegalArgumentException(
          "a mask of " + length + " weights cannot keep number " + (kept.length() - 1));
    }
    return new Mask((BitSet) kept.clone(), length);
  }

  /** The number of weights it decides on. */
  public int length() {
    return length;
  }

  /** The number of weights it keeps. */
  public int keptCount() {
    return kept.cardinality();
  }

  /** Whether weight {@code i} stays. */
  public boolean keeps(int i) {
    return kept.get(i);
  }

  /** As many kept, anywhere: drawn from {@code seed}. */
  public Mask shuffled(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    BitSet shuffled = new BitSet(length);
    int left = keptCount();
    for (int i = 0; i < length; i++) {
      if (random.nextInt(length - i) < left) {
        shuffled.set(i);
        left--;
      }
    }
    return new Mask(shuffled, length);
  }

  /** Sets every pruned weight to +0, in place. */
  public void apply(float[] weights) {
    if (weights.length != length) {
      throw new IllegalArgumentException(
          "mask of " + length + " weights applied to " + weights.length);
    }
    for (int i = kept.nextClearBit(0); i < length; i = kept.nextClearBit(i)) {
      int end = kept.nextSetBit(i);
      int to = end < 0 ? length : end;
      Arrays.fill(weights, i, to, 0f);
      i = to;
    }
  }

  /** The first 16 hex digits of the SHA-256 over length and kept positions. */
  public String digest() {
    long[] words = kept.toLongArray();
    ByteBuffer bytes = ByteBuffer.allocate(8 + 8 * words.length).putLong(length);
    for (long word : words) {
      bytes.putLong(word);
    }
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes.array());
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Mask that && length == that.length && kept.equals(that.kept);
  }

  @Override
  public int hashCode() {
    return 31 * kept.hashCode() + length;
  }

  @Override
  public String toString() {
    return "mask keeping " + keptCount() + " of " + length;
  }
}
