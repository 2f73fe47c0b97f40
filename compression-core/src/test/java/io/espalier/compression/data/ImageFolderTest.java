package io.espalier.compression.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.compression.config.ConfigReader;
import io.espalier.kernels.net.Shape;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
  @TempDir Path folder;
  @TempDir Path cache;

  @BeforeEach
  void draw() throws IOException {
    for (String part : List.of("train", "test")) {
      for (String name : List.of("dog", "cat")) {
        for (int i = 0; i < 4; i++) {
          paint(part + "/" + name + "/" + i + ".png", 6, 4, 0x102030 + i);
        }
      }
    }
  }

  private Path paint(String name, int width, int height, int rgb) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < width * height; i++) {
      image.setRGB(i % width, i / width, rgb);
    }
    return save(name, image);
  }

  private Path save(String name, BufferedImage image) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    String type = name.substring(name.lastIndexOf('.') + 1);
    assertTrue(ImageIO.write(image, type, file.toFile()), "no writer for " + type);
    return file;
  }

  private Splits load(String more) {
    String text = "{ type = image-folder, path = \"" + folder + "\"" + more + " }";
    return ((ImageFolder) ConfigReader.parse(text, DatasetSource.class)).load(cache);
  }

  private String failure(String more) {
    return assertThrows(DataException.class, () -> load(more)).getMessage();
  }

  @Test
  void classesAreNumberedByName() {
    Splits splits = load("");
    assertEquals(new Shape(4, 6, 3), splits.train().shape());
    assertEquals(2, splits.classes());
    assertEquals(6, splits.train().count());
    assertEquals(2, splits.validation().count());
    Images test = splits.test();
    assertEquals(8, test.count());
    assertEquals(0, test.label(0));
    assertEquals(1, test.label(7));
    byte[] first = {test.pixels()[0], test.pixels()[1], test.pixels()[2]};
    assertArrayEquals(new byte[] {0x10, 0x20, 0x30}, first);
  }

  @Test
  void picturesAreDecodedOnce() throws IOException {
    Splits decoded = load("");
    Path kept = onlyFile();
    Path picture = folder.resolve("test/cat/0.png");
    var time = Files.getLastModifiedTime(picture);
    // As long and as old as it was, and no picture any more: what is kept is what is read.
    Files.write(picture, new byte[(int) Files.size(picture)]);
    Files.setLastModifiedTime(picture, time);
    assertEquals(decoded, load(""));
    // A damaged file is made again, and so fails on what is no picture.
    byte[] content = Files.readAllBytes(kept);
    content[content.length / 2] ^= 1;
    Files.write(kept, content);
    assertTrue(failure("").contains(picture + ": does not decode"), failure(""));
  }

  @Test
  void aChangedPictureIsDecodedAnew() throws IOException {
    String before = load("").digest();
    paint("test/cat/0.png", 6, 4, 0xffffff);
    assertTrue(!before.equals(load("").digest()), "the picture changed, its digest did not");
  }

  private Path onlyFile() throws IOException {
    try (Stream<Path> files = Files.list(cache)) {
      List<Path> all = files.toList();
      assertEquals(1, all.size(), all.toString());
      return all.get(0);
    }
  }

  @Test
  void greyKeepsItsStoredValues() throws IOException {
    BufferedImage grey = new BufferedImage(6, 4, BufferedImage.TYPE_BYTE_GRAY);
    BufferedImage deep = new BufferedImage(6, 4, BufferedImage.TYPE_USHORT_GRAY);
    for (int i = 0; i < 24; i++) {
      grey.getRaster().setSample(i % 6, i / 6, 0, 10 * i);
      deep.getRaster().setSample(i % 6, i / 6, 0, 257 * 10 * i);
    }
    save("test/cat/0.png", grey);
    save("test/cat/1.png", deep);
    Images test = load(", channels = 1").test();
    for (int i = 0; i < 24; i++) {
      assertEquals(10 * i, test.pixels()[i] & 0xff);
      assertEquals(10 * i, test.pixels()[24 + i] & 0xff);
    }
    assertEquals(Math.round(0.299 * 0x10 + 0.587 * 0x20 + 0.114 * 0x30), test.pixels()[4 * 24]);
  }

  @Test
  void picturesOfAnySizeCoverTheAskedOne() throws IOException {
    paint("train/cat/9.jpg", 50, 31, 0x646464);
    paint("test/dog/9.jpeg", 3, 2, 0x646464);
    Splits splits = load(", height = 5, width = 5, channels = 1");
    assertEquals(new Shape(5, 5, 1), splits.train().shape());
    byte[] pixels = splits.test().pixels();
    for (int i = pixels.length - 25; i < pixels.length; i++) {
      assertEquals(100, pixels[i], 1);
    }
  }

  @Test
  void halvingTakesTheMeanOfWhatIsCovered() {
    byte[] wide = new byte[8];
    wide[4] = (byte) 128;
    // The triangle over four columns weighs them 1 3 3 1.
    byte[] half = Resampling.cover(new Picture(new Shape(1, 8, 1), wide), new Shape(1, 4, 1));
    assertEquals(4, half.length);
    Picture square = new Picture(new Shape(2, 8, 1), new byte[16]);
    assertArrayEquals(new byte[4], Resampling.cover(square, new Shape(1, 4, 1)));
  }

  @Test
  void whatDoesNotDecodeIsNamedOrCounted() throws IOException {
    Path bad = Files.writeString(folder.resolve("train/cat/9.png"), "no picture");
    assertTrue(failure("").startsWith(bad + ": does not decode"), failure(""));
    Splits splits = load(", skip-unreadable = true");
    assertEquals(8, splits.train().count() + splits.validation().count());
    byte[] cut = Files.readAllBytes(folder.resolve("train/cat/0.png"));
    Files.write(bad, Arrays.copyOf(cut, cut.length / 2));
    assertTrue(failure("").startsWith(bad.toString()), failure(""));
    Files.delete(bad);
    Path text = Files.writeString(folder.resolve("train/cat/notes.txt"), "mine");
    assertEquals(text + ": expected a .png or .jpg file", failure(""));
  }

  @Test
  void mistakesAreNamed() throws IOException {
    Path odd = paint("train/dog/9.png", 7, 4, 0);
    assertTrue(
        failure("").startsWith(odd + ": expected 4×6×3 as the images before it, found 4×7×3"),
        failure(""));
    Files.delete(odd);
    Path empty = Files.createDirectories(folder.resolve("train/eel"));
    assertEquals(empty + ": the folder of this class is empty", failure(""));
    Files.delete(empty);
    paint("test/fox/0.png", 6, 4, 0);
    assertTrue(failure("").contains("no training images of this class"), failure(""));
    Files.delete(folder.resolve("test/fox/0.png"));
    Files.delete(folder.resolve("test/fox"));
    Path test = folder.resolve("test");
    Files.move(test, folder.resolve("tset"));
    assertTrue(failure("").startsWith(test + ": no such folder"), failure(""));
  }
}
