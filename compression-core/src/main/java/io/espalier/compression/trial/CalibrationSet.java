package io.espalier.compression.trial;

import io.espalier.compression.data.Images;
import io.espalier.compression.data.PixelScale;
import io.espalier.compression.pipeline.StepContext;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Calibration images: spread evenly over the training part, so that a data set sorted by class
 * gives every class. Mutable: remembers how many were asked for.
 */
final class CalibrationSet implements StepContext.CalibrationImages {
  private static final int SAMPLE = 64;

  private final Images train;
  private final PixelScale scale;
  private int used;

  /** Images of which so many were used before. */
  CalibrationSet(Images train, PixelScale scale, int used) {
    this.train = train;
    this.scale = scale;
    this.used = used;
  }

  @Override
  public float[] first(int count) {
    int[] order = order(count);
    used = Math.max(used, order.length);
    float[] images = new float[order.length * train.shape().volume()];
    train.decode(order, 0, order.length, scale, images);
    return images;
  }

  private int[] order(int count) {
    int[] order = new int[Math.min(count, train.count())];
    for (int i = 0; i < order.length; i++) {
      order[i] = (int) ((long) i * train.count() / order.length);
    }
    return order;
  }

  /** The most images any step asked for. */
  int used() {
    return used;
  }

  /**
   * How many of the images used are, pixel by pixel, among others. Few pixels tell nearly all
   * images apart; only those that agree in them are compared as a whole.
   */
  int among(Images... others) {
    Map<Integer, List<Integer>> wanted = new HashMap<>();
    for (int image : order(used)) {
      wanted.computeIfAbsent(sample(train, image), key -> new ArrayList<>()).add(image);
    }
    Set<Integer> found = new HashSet<>();
    for (Images other : others) {
      for (int i = 0; i < other.count() && !wanted.isEmpty(); i++) {
        for (int image : wanted.getOrDefault(sample(other, i), List.of())) {
          if (isSame(image, other, i)) {
            found.add(image);
          }
        }
      }
    }
    return found.size();
  }

  private static int sample(Images images, int image) {
    int volume = images.shape().volume();
    int hash = 0;
    for (int i = 0; i < SAMPLE; i++) {
      int pixel = (int) ((long) (2 * i + 1) * volume / (2 * SAMPLE));
      hash = 31 * hash + images.pixels()[image * volume + pixel];
    }
    return hash;
  }

  private boolean isSame(int image, Images other, int index) {
    int volume = train.shape().volume();
    return Arrays.equals(
        train.pixels(),
        image * volume,
        (image + 1) * volume,
        other.pixels(),
        index * volume,
        (index + 1) * volume);
  }

  /** SHA-256 over the pixels of the images used, empty if there were none. */
  String digest() {
    if (used == 0) {
      return "";
    }
    MessageDigest digest = Digests.sha256();
    int volume = train.shape().volume();
    for (int image : order(used)) {
      digest.update(train.pixels(), image * volume, volume);
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
