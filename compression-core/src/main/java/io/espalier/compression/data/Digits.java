package io.espalier.compression.data;

import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;

/**
 * Digits that the program draws itself, from stroke paths of its own: nothing to download, no
 * fonts, and the same bits on every machine. Image {@code i} of a part depends on the seed, the
 * part and {@code i} alone, so a longer part begins with the shorter one.
 */
@Named("digits")
@Meaning("digits drawn by the program itself, 28×28 grey, 10 classes, no download")
public record Digits(
    @Meaning("training images") @Default("12000") int train,
    @Meaning("validation images") @Default("2000") int validation,
    @Meaning("test images") @Default("4000") int test,
    @Meaning("what the drawing varies with") @Default("1") long seed)
    implements DatasetSource {
  private static final int CLASSES = 10;
  private static final int MOST = 1_000_000;

  /** Checks that each part has 1 to 1,000,000 images. */
  public Digits {
    check("train", train);
    check("validation", validation);
    check("test", test);
  }

  private static void check(String key, int count) {
    if (count < 1 || count > MOST) {
      throw new IllegalArgumentException(key + " must be in [1, 1000000], got " + count);
    }
  }

  @Override
  public Splits load(Downloads downloads) {
    return Splits.of(part(train, 1), part(validation, 2), part(test, 3), CLASSES);
  }

  /** The classes take turns in blocks of ten, in an order of its own in each block. */
  private Images part(int count, int number) {
    DigitPainter painter = new DigitPainter();
    byte[] pixels = new byte[count * DigitPainter.SHAPE.volume()];
    byte[] labels = new byte[count];
    for (int from = 0; from < count; from += CLASSES) {
      int[] order = Draws.of(seed, number, ~(long) from).permutation(CLASSES);
      for (int i = from; i < Math.min(count, from + CLASSES); i++) {
        labels[i] = (byte) order[i - from];
        painter.paint(labels[i], Draws.of(seed, number, i), pixels, i);
      }
    }
    return new Images(DigitPainter.SHAPE, pixels, labels);
  }

  @Override
  public Digits withoutPath() {
    return this;
  }
}
