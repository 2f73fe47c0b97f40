package io.espalier.compression.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.stream.IntStream;

/**
 * A data set cut into images to train with, to select with and to report on.
 *
 * @param classes the number of classes; every label is below it
 * @param digest SHA-256 of all three parts, in hexadecimal; see {@link #of}
 */
public record Splits(Images train, Images validation, Images test, int classes, String digest) {
  /** The images that published sets keep from the end of their training part for validation. */
  static final int HELD_OUT = 5_000;

  private static final float TENTH = 0.1f;

  /** Checks that all images have one shape and every label is a class. */
  public Splits {
    if (classes < 1 || classes > 256) {
      throw new IllegalArgumentException("classes must be in [1, 256], got " + classes);
    }
    check(train, "train", train, classes);
    check(validation, "validation", train, classes);
    check(test, "test", train, classes);
  }

  private static void check(Images part, String name, Images train, int classes) {
    if (!part.shape().equals(train.shape())) {
      throw new IllegalArgumentException(
          name + " images must be " + train.shape() + " as in training, got " + part.shape());
    }
    for (int i = 0; i < part.count(); i++) {
      if (part.label(i) >= classes) {
        throw new IllegalArgumentException(
            name + " image " + i + " has label " + part.label(i) + ", classes are " + classes);
      }
    }
  }

  /** The three parts with the digest that identifies them. */
  public static Splits of(Images train, Images validation, Images test, int classes) {
    MessageDigest digest = Digests.sha256();
    Digests.update(digest, classes);
    for (Images part : new Images[] {train, validation, test}) {
      digest.update(part.digest().getBytes(StandardCharsets.US_ASCII));
    }
    return new Splits(train, validation, test, classes, Digests.hex(digest));
  }

  /** A published set: its last 5,000 training images become the validation part. */
  static Splits published(Images training, Images test, int classes, String origin) {
    if (training.count() <= HELD_OUT) {
      throw new DataException(
          origin
              + ": "
              + HELD_OUT
              + " training images are kept for validation, found only "
              + training.count());
    }
    int kept = training.count() - HELD_OUT;
    return of(training.slice(0, kept), training.slice(kept, training.count()), test, classes);
  }

  /**
   * A set that nobody published: a tenth of each class's training images, at least one, drawn with
   * {@code seed}, becomes the validation part. Both parts keep their order.
   *
   * @throws DataException if a class has fewer than two training images
   */
  static Splits stratified(Images training, Images test, int classes, long seed, String origin) {
    boolean[] held = new boolean[training.count()];
    for (int c = 0; c < classes; c++) {
      int[] own = training.withLabel(c);
      if (own.length < 2) {
        throw new DataException(
            origin
                + ": class "
                + c
                + " needs at least 2 training images, one of them for validation, found "
                + own.length);
      }
      int[] order = Draws.of(seed, c).permutation(own.length);
      for (int i = 0; i < Math.max(1, Math.round(own.length * TENTH)); i++) {
        held[own[order[i]]] = true;
      }
    }
    int[] kept = IntStream.range(0, held.length).filter(i -> !held[i]).toArray();
    int[] validation = IntStream.range(0, held.length).filter(i -> held[i]).toArray();
    return of(training.pick(kept), training.pick(validation), test, classes);
  }

  /** Writes the whole set as bytes that {@link #read} takes back, to ship it between processes. */
  public void write(OutputStream out) throws IOException {
    SplitsBytes.write(this, out);
  }

  /**
   * The set that {@link #write} wrote.
   *
   * @param origin what the bytes are called in an error
   * @throws DataException if the bytes are truncated, foreign or do not match their digest
   */
  public static Splits read(InputStream in, String origin) throws IOException {
    return SplitsBytes.read(in, origin);
  }
}
