package io.espalier.compression.data;

import java.util.OptionalInt;

/** The key {@code test-images} of published sets. */
final class FirstImages {
  static final String MEANING = "evaluate on the first so many test images only; auto: on all";

  private FirstImages() {}

  /**
   * The number as it came.
   *
   * @throws IllegalArgumentException if it is below 1
   */
  static OptionalInt checked(OptionalInt images) {
    if (images.isPresent() && images.getAsInt() < 1) {
      throw new IllegalArgumentException(
          "test-images must be at least 1, got " + images.getAsInt());
    }
    return images;
  }

  /**
   * The first of these images, or all.
   *
   * @param origin where they come from, for the error
   * @throws DataException if there are not as many
   */
  static Images of(Images test, OptionalInt images, String origin) {
    int wanted = images.orElse(test.count());
    if (wanted > test.count()) {
      throw new DataException(
          origin + ": test-images is " + wanted + ", but there are only " + test.count());
    }
    return wanted == test.count() ? test : test.slice(0, wanted);
  }
}
