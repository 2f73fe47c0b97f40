package io.espalier.compression.data;

import io.espalier.kernels.net.Shape;
import java.lang.System.Logger;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads the pictures of class folders into images of one shape. Mutable: counts what it skips. */
final class PictureReader {
  private static final Logger LOG = System.getLogger(PictureReader.class.getName());

  private final Optional<Shape> asked;
  private final int channels;
  private final boolean skipping;
  private Optional<Shape> shape;
  private int skipped;
  private String firstSkipped = "";

  PictureReader(Optional<Shape> asked, int channels, boolean skipping) {
    this.asked = asked;
    this.channels = channels;
    this.skipping = skipping;
    this.shape = asked;
  }

  /**
   * All pictures, class by class.
   *
   * @param classes the name of each label
   * @throws DataException naming a picture that does not decode or has another size, unless those
   *     are skipped; or a class of which nothing is left
   */
  Images read(ClassFolders folders, List<String> classes) {
    byte[] pixels = new byte[0];
    byte[] labels = new byte[folders.count()];
    int count = 0;
    for (String name : folders.files().keySet()) {
      int before = count;
      for (Path file : folders.files().get(name)) {
        Optional<byte[]> picture = picture(file);
        if (picture.isPresent()) {
          pixels = pixels.length == 0 ? room(folders) : pixels;
          labels[count] = (byte) classes.indexOf(name);
          System.arraycopy(picture.get(), 0, pixels, count * volume(), volume());
          count++;
        }
      }
      if (count == before) {
        throw new DataException(folders.folder().resolve(name) + ": no picture here decodes");
      }
    }
    return new Images(
        shape.orElseThrow(), Arrays.copyOf(pixels, count * volume()), Arrays.copyOf(labels, count));
  }

  private int volume() {
    return shape.orElseThrow().volume();
  }

  private byte[] room(ClassFolders folders) {
    long bytes = (long) folders.count() * volume();
    if (bytes > Integer.MAX_VALUE - 8) {
      throw new DataException(
          folders.folder()
              + ": "
              + folders.count()
              + " images of "
              + shape.orElseThrow()
              + " need 2^31 bytes or more");
    }
    return new byte[(int) bytes];
  }

  private Optional<byte[]> picture(Path file) {
    return decoded(file)
        .map(picture -> asked.map(picture::covering).orElseGet(() -> sameSize(file, picture)));
  }

  private Optional<Picture> decoded(Path file) {
    try {
      return Optional.of(Picture.read(file, channels));
    } catch (DataException e) {
      if (!skipping) {
        throw e;
      }
      firstSkipped = skipped == 0 ? e.getMessage() : firstSkipped;
      skipped++;
      return Optional.empty();
    }
  }

  private byte[] sameSize(Path file, Picture picture) {
    if (shape.isEmpty()) {
      shape = Optional.of(picture.shape());
    }
    if (!picture.shape().equals(shape.get())) {
      throw new DataException(
          file
              + ": expected "
              + shape.get()
              + " as the images before it, found "
              + picture.shape()
              + "; give height and width to scale them");
    }
    return picture.pixels();
  }

  /** Says how many were skipped. */
  void report(Path folder) {
    if (skipped > 0) {
      LOG.log(
          Logger.Level.WARNING,
          folder + ": left out " + skipped + " files that do not decode, first " + firstSkipped);
    }
  }
}
