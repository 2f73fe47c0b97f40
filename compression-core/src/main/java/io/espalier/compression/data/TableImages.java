package io.espalier.compression.data;

import io.espalier.kernels.net.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** Makes images of the rows of tables. Mutable: collects them, and counts what it skips. */
final class TableImages {
  private static final Logger LOG = System.getLogger(TableImages.class.getName());
  private static final int MOST_CLASSES = 256;
  private static final int COLOUR = 3;

  private final ParquetImages source;
  private final TableReader reader = TableReader.ofClassPath();
  private Optional<Shape> shape;
  private int skipped;
  private String firstSkipped = "";

  TableImages(ParquetImages source) {
    this.source = source;
    this.shape = source.extents();
  }

  /**
   * All images of a part.
   *
   * @throws DataException naming file and row of what is wrong, or if no image is left
   */
  Images read(TableFiles part) {
    ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    ByteArrayOutputStream labels = new ByteArrayOutputStream();
    for (Path file : part.files()) {
      read(
          file,
          (index, label, cell) -> {
            String where = file + ": row " + index + " (from 0)";
            byte known = label(where, label);
            bytes(where, cell).ifPresent(image -> append(where, image, known, pixels, labels));
          });
    }
    if (labels.size() == 0) {
      throw new DataException(part.place() + ": expected rows, found none");
    }
    return new Images(shape.orElseThrow(), pixels.toByteArray(), labels.toByteArray());
  }

  private void read(Path file, TableReader.Rows rows) {
    try {
      reader.read(file, source.label(), source.image(), rows);
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static void append(
      String where,
      byte[] image,
      byte label,
      ByteArrayOutputStream pixels,
      ByteArrayOutputStream labels) {
    if ((long) pixels.size() + image.length > Integer.MAX_VALUE - 8) {
      throw new DataException(where + ": the images up to here need 2^31 bytes or more");
    }
    pixels.writeBytes(image);
    labels.write(label);
  }

  private byte label(String where, OptionalLong label) {
    String wanted = ": " + source.label() + " must be in [0, " + (MOST_CLASSES - 1) + "], found ";
    if (label.isEmpty()) {
      throw new DataException(where + wanted + "null");
    } else if (label.getAsLong() < 0 || label.getAsLong() >= MOST_CLASSES) {
      throw new DataException(where + wanted + label.getAsLong());
    }
    return (byte) label.getAsLong();
  }

  /** The pixels of a cell; empty if it is skipped. */
  private Optional<byte[]> bytes(String where, TableReader.Cell cell) {
    if (cell instanceof TableReader.Values array) {
      return Optional.of(pixels(where, array));
    }
    try {
      return Optional.of(picture(where, cell));
    } catch (Unreadable e) {
      if (!source.skipUnreadable()) {
        throw new DataException(e.getMessage(), e);
      }
      firstSkipped = skipped == 0 ? e.getMessage() : firstSkipped;
      skipped++;
      return Optional.empty();
    }
  }

  private byte[] picture(String where, TableReader.Cell cell) throws Unreadable {
    if (!(cell instanceof TableReader.Encoded encoded)) {
      throw new Unreadable(where + ": " + source.image() + " is null or empty", null);
    }
    Picture picture = decoded(where, encoded.file());
    if (source.shape().isPresent()) {
      return picture.covering(shape.orElseThrow());
    }
    shape = shape.or(() -> Optional.of(picture.shape()));
    if (!picture.shape().equals(shape.orElseThrow())) {
      throw new DataException(
          where
              + ": expected "
              + shape.orElseThrow()
              + " as the images before it, found "
              + picture.shape()
              + "; give shape = [channels, rows, columns] to scale them");
    }
    return picture.pixels();
  }

  private Picture decoded(String where, byte[] file) throws Unreadable {
    try {
      return Picture.decode(where, file, source.extents().map(Shape::channels).orElse(COLOUR));
    } catch (DataException e) {
      throw new Unreadable(e.getMessage(), e);
    }
  }

  private byte[] pixels(String where, TableReader.Values array) {
    Shape wanted =
        shape.orElseThrow(
            () ->
                new DataException(
                    where
                        + ": "
                        + source.image()
                        + " is an array of "
                        + array.values().length
                        + " numbers: shape must say their extents, [channels, rows, columns]"));
    if (array.values().length != wanted.volume()) {
      throw new DataException(
          String.format(
              "%s: %s must have %d values, as shape %s says, found %d without null",
              where,
              source.image(),
              wanted.volume(),
              source.shape().orElseThrow(),
              array.values().length));
    }
    float white = (float) source.white().orElse(array.real() ? 1 : 255);
    byte[] pixels = new byte[wanted.volume()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[place(i, wanted)] = pixel(where, array.values()[i], i, white);
    }
    return pixels;
  }

  /** Where value {@code i} of an array stands in an image, whose channels are innermost. */
  private int place(int i, Shape wanted) {
    int plane = wanted.height() * wanted.width();
    return source.layout() == ParquetImages.Layout.HWC
        ? i
        : i % plane * wanted.channels() + i / plane;
  }

  private byte pixel(String where, float value, int i, float white) {
    if (!(value >= 0 && value <= white)) {
      throw new DataException(
          String.format(
              "%s: value %d of %s must be in [0, %s], found %s; white says which value is full"
                  + " brightness",
              where, i, source.image(), text(white), text(value)));
    }
    return (byte) Math.rint(value * 255.0 / white);
  }

  private static String text(float value) {
    return value == Math.rint(value) && Math.abs(value) < 1e6
        ? String.valueOf((long) value)
        : String.valueOf(value);
  }

  /** Says how many were skipped. */
  void report() {
    if (skipped > 0) {
      LOG.log(
          Logger.Level.WARNING,
          "left out " + skipped + " rows whose picture does not decode, first " + firstSkipped);
    }
  }

  /** A picture that is not there or does not decode. */
  private static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    Unreadable(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
