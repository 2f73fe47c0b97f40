package io.espalier.compression.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.compression.MasterSeed;
import io.espalier.compression.data.PixelScale;
import io.espalier.kernels.net.Shape;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AugmentationTest {
  private static final Shape SHAPE = new Shape(3, 4, 2);

  private static float[] images(int count) {
    float[] images = new float[count * SHAPE.volume()];
    for (int i = 0; i < images.length; i++) {
      images[i] = 1 + i % SHAPE.volume();
    }
    return images;
  }

  @Test
  void withoutBorderAndMirrorImagesStay() {
    float[] batch = images(5);
    new Augmentation.PadFlip(0, false)
        .apply(batch, 5, SHAPE, new float[SHAPE.volume()], new SplittableRandom(1));
    assertArrayEquals(images(5), batch);
  }

  @Test
  void everyPixelIsBlackOrMovedAsAWhole() {
    float[] black =
        Augmentation.black(
            SHAPE, PixelScale.normalized(new float[] {0.5f, 0.25f}, new float[] {0.5f, 0.5f}));
    assertEquals(-1, black[0]);
    assertEquals(-0.5f, black[1]);
    float[] batch = images(200);
    new Augmentation.PadFlip(1, true)
        .apply(batch, 200, SHAPE, black, MasterSeed.random("augmentation"));
    Set<String> seen = new HashSet<>();
    for (int n = 0; n < 200; n++) {
      seen.add(check(batch, n * SHAPE.volume()));
    }
    assertEquals(3 * 3 * 2, seen.size(), "offsets × mirrored, all drawn in 200: " + seen);
  }

  /** The offset and direction that explain the image at {@code at}. */
  private static String check(float[] batch, int at) {
    for (int down = -1; down <= 1; down++) {
      for (int right = -1; right <= 1; right++) {
        for (int mirror = 0; mirror <= 1; mirror++) {
          if (explains(batch, at, down, right, mirror)) {
            return down + "," + right + "," + mirror;
          }
        }
      }
    }
    assertTrue(false, "no crop explains image at " + at);
    return "";
  }

  private static boolean explains(float[] batch, int at, int down, int right, int mirror) {
    for (int y = 0; y < 3; y++) {
      for (int x = 0; x < 4; x++) {
        int fromY = y + down;
        int crop = x + right;
        boolean inside = fromY >= 0 && fromY < 3 && crop >= 0 && crop < 4;
        int fromX = mirror == 1 ? 3 - crop : crop;
        for (int c = 0; c < 2; c++) {
          float wanted = inside ? 1 + (fromY * 4 + fromX) * 2 + c : c == 0 ? -1 : -0.5f;
          if (batch[at + (y * 4 + x) * 2 + c] != wanted) {
            return false;
          }
        }
      }
    }
    return true;
  }
}
