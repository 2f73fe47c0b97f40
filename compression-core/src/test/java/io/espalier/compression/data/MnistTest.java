package io.espalier.compression.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.espalier.kernels.net.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistTest {
  @TempDir Path folder;

  private Splits load() {
    return new Mnist(Optional.of(folder)).load();
  }

  private String failure() {
    return assertThrows(DataException.class, this::load).getMessage();
  }

  @Test
  void keepsTheLastFiveThousandForValidation() throws IOException {
    IdxFiles.mnist(folder, 5_020, 30);
    Splits splits = load();
    assertEquals(new Shape(2, 3, 1), splits.train().shape());
    assertEquals(20, splits.train().count());
    assertEquals(5_000, splits.validation().count());
    assertEquals(30, splits.test().count());
    assertEquals(10, splits.classes());
    byte[] pixels = IdxFiles.random(5_020 * 6, 256, 1);
    assertEquals(
        new Images(
            new Shape(2, 3, 1),
            Arrays.copyOfRange(pixels, 20 * 6, 5_020 * 6),
            Arrays.copyOfRange(IdxFiles.random(5_020, 10, 2), 20, 5_020)),
        splits.validation());
  }

  @Test
  void otherSetsHaveTheSameFiles() throws IOException {
    IdxFiles.mnist(folder, 5_020, 30);
    assertEquals(load(), new FashionMnist(Optional.of(folder)).load());
    assertEquals(load(), new Kmnist(Optional.of(folder)).load());
  }

  @Test
  void theFirstTestImagesAreASetOfTheirOwn() throws IOException {
    IdxFiles.mnist(folder, 5_001, 30);
    Splits whole = load();
    Splits part = new Mnist(Optional.of(folder), OptionalInt.of(7)).load();
    assertEquals(whole.test().slice(0, 7), part.test());
    assertEquals(whole.train(), part.train());
    assertNotEquals(whole.digest(), part.digest());
    assertEquals(whole, new Mnist(Optional.of(folder), OptionalInt.of(30)).load());
    Mnist more = new Mnist(Optional.of(folder), OptionalInt.of(31));
    assertEquals(
        folder + ": test-images is 31, but there are only 30",
        assertThrows(DataException.class, more::load).getMessage());
  }

  @Test
  void packingDoesNotChangeTheDigest() throws IOException {
    IdxFiles.mnist(folder, 5_001, 3);
    String plain = new Mnist(Optional.of(folder)).contentDigest();
    Path images = folder.resolve("train-images-idx3-ubyte");
    Files.write(
        folder.resolve("train-images-idx3-ubyte.gz"), IdxFiles.gzip(Files.readAllBytes(images)));
    Files.delete(images);
    assertEquals(plain, new Mnist(Optional.of(folder)).contentDigest());
  }

  @Test
  void aTruncatedFileNamesPathAndBytes() throws IOException {
    IdxFiles.mnist(folder, 5_001, 3);
    Path images = folder.resolve("train-images-idx3-ubyte");
    byte[] content = Files.readAllBytes(images);
    Files.write(images, Arrays.copyOf(content, 1000));
    assertEquals(images + ": expected " + content.length + " bytes, found 1000", failure());
  }

  @Test
  void aTruncatedGzipFileNamesPathAndBytes() throws IOException {
    IdxFiles.mnist(folder, 5_001, 3_000);
    Path images = folder.resolve("t10k-images-idx3-ubyte.gz");
    byte[] content = Files.readAllBytes(images);
    Files.write(images, Arrays.copyOf(content, content.length / 2));
    String message = failure();
    assertTrue(message.startsWith(images + ": expected 18016 bytes, found "), message);
  }

  @Test
  void aFileWithMoreThanItsHeaderSaysIsRefused() throws IOException {
    IdxFiles.mnist(folder, 5_001, 3);
    Path labels = folder.resolve("train-labels-idx1-ubyte");
    byte[] content = Files.readAllBytes(labels);
    Files.write(labels, Arrays.copyOf(content, content.length + 7));
    assertEquals(labels + ": expected 5009 bytes, found 5016", failure());
  }

  @Test
  void aForeignFileNamesWhatWasExpected() throws IOException {
    IdxFiles.mnist(folder, 5_001, 3);
    Path images = folder.resolve("train-images-idx3-ubyte");
    Files.writeString(images, "<html>not found</html>");
    String message = failure();
    assertTrue(message.startsWith(images.toString()), message);
    assertTrue(message.contains("expected first bytes 00000803, found 3c68746d"), message);
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    IdxFiles.mnist(folder, 5_001, 3);
    Files.delete(folder.resolve("train-labels-idx1-ubyte"));
    String message = failure();
    assertTrue(message.contains("train-labels-idx1-ubyte.gz: no such file"), message);
  }

  @Test
  void aLabelThatIsNoClassIsNamed() throws IOException {
    IdxFiles.mnist(folder, 5_001, 3);
    Path labels = folder.resolve("t10k-labels-idx1-ubyte.gz");
    Files.write(labels, IdxFiles.gzip(IdxFiles.idx(new byte[] {1, 2, 77}, 3)));
    assertEquals(labels + ": label 2 must be in [0, 9], found 77", failure());
  }

  @Test
  void fewerLabelsThanImagesAreRefused() throws IOException {
    IdxFiles.mnist(folder, 5_001, 3);
    Path labels = folder.resolve("t10k-labels-idx1-ubyte.gz");
    Files.write(labels, IdxFiles.gzip(IdxFiles.idx(new byte[] {1, 2}, 2)));
    String message = failure();
    assertTrue(message.startsWith(labels + ": expected 3 labels"), message);
  }

  @Test
  void tooFewTrainingImagesAreRefused() throws IOException {
    IdxFiles.mnist(folder, 5_000, 3);
    assertTrue(failure().contains("found only 5000"));
  }

  @Test
  void theRealSetIsThePublishedOne() {
    assumeTrue(System.getenv("ESPALIER_DATA") != null, "ESPALIER_DATA is not set");
    Path real = Path.of(System.getenv("ESPALIER_DATA"), "mnist");
    assumeTrue(Files.isDirectory(real), real + " is not there");
    Splits splits = new Mnist(Optional.empty()).load();
    assertEquals(55_000, splits.train().count());
    assertEquals(10_000, splits.test().count());
    assertEquals(5, splits.train().label(0));
    assertEquals(
        "997fe419a29e6c9f18d98a16260df3e264ceaa40e6a3e5f592072e28b62cbda3", splits.digest());
  }
}
