package io.espalier.compression.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.compression.config.ConfigReader;
import io.espalier.kernels.net.Shape;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpyPairsTest {
  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    npy("train-images", "|u1", "(60, 2, 3)", IdxFiles.random(360, 256, 1));
    npy("train-labels", "<i8", "(60,)", labels(60, 8));
    npy("test-images", "|u1", "(9, 2, 3)", IdxFiles.random(54, 256, 2));
    npy("test-labels", "<i4", "(9,)", labels(9, 4));
  }

  private void npy(String name, String type, String shape, byte[] data) throws IOException {
    String text = "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }\n";
    ByteBuffer file =
        ByteBuffer.allocate(10 + text.length() + data.length).order(ByteOrder.LITTLE_ENDIAN);
    file.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    file.put((byte) 1).put((byte) 0).putShort((short) text.length());
    file.put(text.getBytes(StandardCharsets.US_ASCII)).put(data);
    Files.write(folder.resolve(name + ".npy"), file.array());
  }

  /** Classes 0, 1 and 2 in turn. */
  private static byte[] labels(int count, int bytes) {
    byte[] data = new byte[count * bytes];
    for (int i = 0; i < count; i++) {
      data[i * bytes] = (byte) (i % 3);
    }
    return data;
  }

  private Splits load(String more) {
    String text = "{ type = npy, path = \"" + folder + "\"" + more + " }";
    return ConfigReader.parse(text, DatasetSource.class).load();
  }

  private String failure() {
    return assertThrows(DataException.class, () -> load("")).getMessage();
  }

  @Test
  void aTenthOfEachClassIsKeptForValidation() {
    Splits splits = load("");
    assertEquals(new Shape(2, 3, 1), splits.train().shape());
    assertEquals(54, splits.train().count());
    assertEquals(6, splits.validation().count());
    for (int c = 0; c < 3; c++) {
      assertEquals(2, splits.validation().withLabel(c).length);
      assertEquals(3, splits.test().withLabel(c).length);
    }
    assertEquals(splits.digest(), load("").digest());
    assertNotEquals(splits.digest(), load(", seed = 2").digest());
  }

  @Test
  void everyTrainingImageIsInExactlyOnePart() {
    Splits splits = load("");
    byte[] all = new byte[360];
    System.arraycopy(splits.train().pixels(), 0, all, 0, 324);
    System.arraycopy(splits.validation().pixels(), 0, all, 324, 36);
    byte[] written = IdxFiles.random(360, 256, 1);
    Arrays.sort(all);
    Arrays.sort(written);
    assertEquals(Arrays.toString(written), Arrays.toString(all));
  }

  @Test
  void channelsComeLastAndLabelsReach255() throws IOException {
    byte[] labels = new byte[512];
    for (int i = 0; i < 512; i++) {
      labels[i] = (byte) i;
    }
    npy("train-images", "|u1", "(512, 1, 1, 3)", IdxFiles.random(1536, 256, 1));
    npy("train-labels", "|u1", "(512,)", labels);
    npy("test-images", "|u1", "(9, 1, 1, 3)", IdxFiles.random(27, 256, 2));
    assertEquals(new Shape(1, 1, 3), load("").train().shape());
    assertEquals(256, load("").classes());
  }

  @Test
  void aFileThatNoArrayHoldsIsNamed() throws IOException {
    load("");
    try (RandomAccessFile file =
        new RandomAccessFile(folder.resolve("train-images.npy").toFile(), "rw")) {
      file.setLength(1L << 31); // a hole: it takes no space
    }
    assertTrue(
        failure().contains("is 2147483648 bytes long; a file of images can have 2147483639"),
        failure());
  }

  @Test
  void mistakesAreNamed() throws IOException {
    npy("test-images", "<f4", "(9, 2, 3)", new byte[216]);
    assertTrue(failure().contains("test-images.npy: expected elements uint8"), failure());
    npy("test-images", "|u1", "(9, 3, 3)", new byte[81]);
    assertTrue(failure().contains("training images are 2×3×1, test images 3×3×1"), failure());
    npy("test-images", "|u1", "(8, 2, 3)", new byte[48]);
    assertTrue(failure().contains("expected 8 labels"), failure());
    npy("test-images", "|u1", "(9, 6)", new byte[54]);
    assertTrue(failure().contains("expected [n, height, width]"), failure());
    npy("test-images", "|u1", "(2147483647, 2147483647, 9)", new byte[54]);
    assertTrue(failure().contains("bytes, found"), failure());
    npy("test-images", "|u1", "(9, 2, 3)", new byte[54]);
    npy("train-labels", "<i2", "(60,)", new byte[] {0, 1});
    assertTrue(failure().contains("train-labels.npy: expected"), failure());
    npy("train-labels", "<i8", "(60,)", labels(60, 8, -1));
    assertTrue(failure().contains("label 0 must be in [0, 255], found -1"), failure());
    npy("train-labels", "<i8", "(60,)", labels(60, 8, 9));
    assertTrue(failure().contains("class 3 needs at least 2 training images"), failure());
  }

  private static byte[] labels(int count, int bytes, long first) {
    byte[] data = labels(count, bytes);
    ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).putLong(first);
    return data;
  }
}
