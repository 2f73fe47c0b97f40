package io.espalier.compression.data;

import io.espalier.kernels.net.Shape;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * One decoded picture.
 *
 * @param shape rows, columns, channels
 * @param pixels [height × width × channels], row-major
 */
record Picture(Shape shape, byte[] pixels) {
  /** A header may ask for any size: what is larger than this is no picture of a data set. */
  private static final long MOST_PIXELS = 1L << 26;

  /**
   * Decodes a PNG or JPEG file. Transparency is dropped; colour becomes grey by the weights of
   * ITU-R BT.601.
   *
   * @param channels 1 or 3
   * @throws DataException naming the file, if it is no such picture or damaged
   */
  static Picture read(Path file, int channels) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    if (!name.endsWith(".png") && !name.endsWith(".jpg") && !name.endsWith(".jpeg")) {
      throw new DataException(file + ": expected a .png or .jpg file");
    }
    return decode(file.toString(), DataFolder.read(file, "it was there a moment ago"), channels);
  }

  /**
   * The same from bytes.
   *
   * @param name what the bytes are called in an error
   */
  static Picture decode(String name, byte[] content, int channels) {
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(content))) {
      return of(decoded(name, in), channels);
    } catch (IOException | RuntimeException e) {
      // ImageIO's readers throw any RuntimeException on damaged input.
      throw e instanceof DataException known
          ? known
          : new DataException(name + ": does not decode: " + e.getMessage(), e);
    }
  }

  private static BufferedImage decoded(String name, ImageInputStream in) throws IOException {
    Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
    if (!readers.hasNext()) {
      throw new DataException(name + ": does not decode: it is neither PNG nor JPEG");
    }
    ImageReader reader = readers.next();
    try {
      reader.setInput(in, true, true);
      long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
      if (pixels > MOST_PIXELS) {
        throw new DataException(name + ": has " + pixels + " pixels, most are " + MOST_PIXELS);
      }
      return reader.read(0);
    } finally {
      reader.dispose();
    }
  }

  private static Picture of(BufferedImage image, int channels) {
    boolean grey = image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY;
    Shape shape = new Shape(image.getHeight(), image.getWidth(), channels);
    byte[] pixels = new byte[shape.volume()];
    for (int y = 0; y < shape.height(); y++) {
      for (int x = 0; x < shape.width(); x++) {
        put(
            pixels,
            (y * shape.width() + x) * channels,
            grey ? grey(image, x, y) : image.getRGB(x, y),
            channels);
      }
    }
    return new Picture(shape, pixels);
  }

  /** The stored value: {@code getRGB} would take it for linear light and brighten it. */
  private static int grey(BufferedImage image, int x, int y) {
    Raster raster = image.getRaster();
    int bits = image.getColorModel().getComponentSize(0);
    int value = raster.getSample(x, y, 0) * 255 / ((1 << bits) - 1);
    return value << 16 | value << 8 | value;
  }

  private static void put(byte[] pixels, int at, int rgb, int channels) {
    int red = rgb >> 16 & 0xff;
    int green = rgb >> 8 & 0xff;
    int blue = rgb & 0xff;
    if (channels == 3) {
      pixels[at] = (byte) red;
      pixels[at + 1] = (byte) green;
      pixels[at + 2] = (byte) blue;
    } else {
      // 16-bit fixed point; the weights add up to 65536, so that grey stays what it was.
      pixels[at] = (byte) ((red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16);
    }
  }

  /** The pixels scaled to cover a size and cut at the centre; as they are if that is their size. */
  byte[] covering(Shape size) {
    return shape.equals(size) ? pixels : Resampling.cover(this, size);
  }
}
