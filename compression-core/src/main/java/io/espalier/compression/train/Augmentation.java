package io.espalier.compression.train;

import io.espalier.compression.data.Images;
import io.espalier.compression.data.PixelScale;
import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;
import io.espalier.kernels.net.Shape;
import java.util.SplittableRandom;

/** How training images are changed at random each time they are shown. */
@Meaning("how training images are changed at random each time they are shown")
public sealed interface Augmentation {
  /**
   * Changes a batch in place.
   *
   * @param batch [count × height × width × channels], normalised
   * @param black one image of pixels 0, normalised
   */
  void apply(float[] batch, int count, Shape shape, float[] black, SplittableRandom random);

  /** One image of pixels 0, as the network would see it. */
  static float[] black(Shape shape, PixelScale scale) {
    float[] black = new float[shape.volume()];
    new Images(shape, new byte[shape.volume()], new byte[1]).decode(0, 1, scale, black);
    return black;
  }

  /** Images stay as they are. */
  @Named("none")
  @Meaning("images stay as they are")
  record None() implements Augmentation {
    @Override
    public void apply(
        float[] batch, int count, Shape shape, float[] black, SplittableRandom random) {}
  }

  /**
   * A random crop of the image with a black border, and half of the images mirrored (He et al.
   * 2016, arXiv:1512.03385, §4.2).
   */
  @Named("pad-flip")
  @Meaning("a random crop of the image with a black border, mirrored or not")
  record PadFlip(
      @Meaning("width of the border, in pixels") @Default("4") int padding,
      @Meaning("whether half of the images are mirrored left to right") @Default("true")
          boolean flip)
      implements Augmentation {
    /** Checks the width. */
    public PadFlip {
      if (padding < 0 || padding > 64) {
        throw new IllegalArgumentException("padding must be in [0, 64], got " + padding);
      }
    }

    @Override
    public void apply(
        float[] batch, int count, Shape shape, float[] black, SplittableRandom random) {
      int volume = shape.volume();
      float[] image = new float[volume];
      for (int n = 0; n < count; n++) {
        int down = random.nextInt(2 * padding + 1) - padding;
        int right = random.nextInt(2 * padding + 1) - padding;
        boolean mirrored = flip && random.nextInt(2) == 1;
        System.arraycopy(batch, n * volume, image, 0, volume);
        System.arraycopy(black, 0, batch, n * volume, volume);
        for (int y = Math.max(0, -down); y < Math.min(shape.height(), shape.height() - down); y++) {
          row(image, y + down, right, mirrored, batch, n * volume, y, shape);
        }
      }
    }

    private static void row(
        float[] image, int from, int right, boolean mirrored, float[] to, int at, int y, Shape s) {
      for (int x = 0; x < s.width(); x++) {
        int shifted = x + right;
        if (shifted >= 0 && shifted < s.width()) {
          int source = mirrored ? s.width() - 1 - shifted : shifted;
          System.arraycopy(
              image,
              (from * s.width() + source) * s.channels(),
              to,
              at + (y * s.width() + x) * s.channels(),
              s.channels());
        }
      }
    }
  }
}
