package io.espalier.compression.data;

import io.espalier.kernels.net.Shape;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Labelled images of one shape, kept as bytes; nobody may change the arrays.
 *
 * @param shape height, width and channels of each image
 * @param pixels [count × height × width × channels], row-major, 0 to 255 unsigned
 * @param labels [count], the class of each image, unsigned
 */
public record Images(Shape shape, byte[] pixels, byte[] labels) {
  /** Checks that there are as many images as labels. */
  public Images {
    Objects.requireNonNull(shape, "shape");
    if (pixels.length != (long) labels.length * shape.volume()) {
      throw new IllegalArgumentException(
          labels.length
              + " images of "
              + shape
              + " need "
              + (long) labels.length * shape.volume()
              + " pixels, got "
              + pixels.length);
    }
  }

  /** The number of images. */
  public int count() {
    return labels.length;
  }

  /** The class of image {@code index}. */
  public int label(int index) {
    return labels[index] & 0xff;
  }

  /** One more than the highest label. */
  int classes() {
    int most = -1;
    for (int i = 0; i < count(); i++) {
      most = Math.max(most, label(i));
    }
    return most + 1;
  }

  /** A copy of images {@code from} (inclusive) to {@code to} (exclusive). */
  public Images slice(int from, int to) {
    Objects.checkFromToIndex(from, to, count());
    int volume = shape.volume();
    return new Images(
        shape,
        Arrays.copyOfRange(pixels, from * volume, to * volume),
        Arrays.copyOfRange(labels, from, to));
  }

  /** A copy of the images of those indexes, in that order. */
  Images pick(int[] indexes) {
    int volume = shape.volume();
    byte[] picked = new byte[indexes.length * volume];
    byte[] theirs = new byte[indexes.length];
    for (int i = 0; i < indexes.length; i++) {
      System.arraycopy(pixels, indexes[i] * volume, picked, i * volume, volume);
      theirs[i] = labels[indexes[i]];
    }
    return new Images(shape, picked, theirs);
  }

  /** The indexes of the images of a class, ascending. */
  int[] withLabel(int label) {
    return IntStream.range(0, count()).filter(i -> label(i) == label).toArray();
  }

  /**
   * Writes images {@code from} to {@code from + count} as floats; allocates nothing.
   *
   * @param out [at least count × height × width × channels]; filled from its start
   */
  public void decode(int from, int count, PixelScale scale, float[] out) {
    Objects.checkFromIndexSize(from, count, count());
    check(scale, count, out);
    scale.apply(pixels, from * shape.volume(), count * shape.volume(), out, 0);
  }

  /**
   * Writes images {@code order[from]} to {@code order[from + count − 1]} as floats, in that order;
   * allocates nothing.
   *
   * @param out [at least count × height × width × channels]; filled from its start
   */
  public void decode(int[] order, int from, int count, PixelScale scale, float[] out) {
    Objects.checkFromIndexSize(from, count, order.length);
    check(scale, count, out);
    int volume = shape.volume();
    for (int i = 0; i < count; i++) {
      int image = Objects.checkIndex(order[from + i], count());
      scale.apply(pixels, image * volume, volume, out, i * volume);
    }
  }

  private void check(PixelScale scale, int count, float[] out) {
    if (scale.channels() != shape.channels()) {
      throw new IllegalArgumentException(
          "scale has " + scale.channels() + " channels, the images have " + shape.channels());
    }
    if (out.length < (long) count * shape.volume()) {
      throw new IllegalArgumentException(
          count + " images of " + shape + " do not fit " + out.length + " values");
    }
  }

  /** SHA-256 of the shape, the pixels and the labels, in hexadecimal: equal exactly if they are. */
  public String digest() {
    MessageDigest digest = Digests.sha256();
    Digests.update(digest, shape.height(), shape.width(), shape.channels(), count());
    digest.update(pixels);
    digest.update(labels);
    return Digests.hex(digest);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Images that
        && shape.equals(that.shape)
        && Arrays.equals(labels, that.labels)
        && Arrays.equals(pixels, that.pixels);
  }

  @Override
  public int hashCode() {
    return 31 * shape.hashCode() + Arrays.hashCode(labels);
  }

  @Override
  public String toString() {
    return count() + " images of " + shape;
  }
}
