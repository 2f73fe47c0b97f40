package io.espalier.compression.trial;

import io.espalier.compression.data.Images;
import io.espalier.compression.data.PixelScale;
import io.espalier.compression.pipeline.StepContext;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * Calibration images: spread evenly over the training part, so that a data set sorted by class
 * gives every class. Mutable: remembers how many were asked for.
 */
final class CalibrationSet implements StepContext.CalibrationImages {
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
