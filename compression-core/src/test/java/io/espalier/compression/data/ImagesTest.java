package io.espalier.compression.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.espalier.kernels.net.Shape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ImagesTest {
  private static final Shape SHAPE = new Shape(4, 3, 3);

  private static Images images(int count, long seed) {
    return new Images(
        SHAPE,
        IdxFiles.random(count * SHAPE.volume(), 256, seed),
        IdxFiles.random(count, 10, seed + 1));
  }

  @Test
  void decodesEveryPixelToAFraction() {
    Images images = images(5, 1);
    float[] out = new float[2 * SHAPE.volume()];
    images.decode(3, 2, PixelScale.unit(3), out);
    for (int i = 0; i < out.length; i++) {
      assertEquals((images.pixels()[3 * SHAPE.volume() + i] & 0xff) / 255f, out[i]);
    }
  }

  @Test
  void normalisesEachChannel() {
    Images images = images(5, 2);
    float[] mean = {0.4f, 0.5f, 0.6f};
    float[] std = {0.2f, 0.25f, 0.3f};
    float[] out = new float[5 * SHAPE.volume()];
    images.decode(new int[] {9, 4, 0, 2}, 1, 3, PixelScale.normalized(mean, std), out);
    int[] order = {4, 0, 2};
    for (int i = 0; i < 3 * SHAPE.volume(); i++) {
      int from = order[i / SHAPE.volume()] * SHAPE.volume() + i % SHAPE.volume();
      float fraction = (images.pixels()[from] & 0xff) / 255f;
      assertEquals((fraction - mean[i % 3]) / std[i % 3], out[i]);
    }
  }

  @Test
  void decodingAllocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Images images = images(64, 3);
    PixelScale scale = PixelScale.unit(3);
    float[] out = new float[64 * SHAPE.volume()];
    int[] order = {5, 3, 1};
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 50; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      images.decode(0, 64, scale, out);
      images.decode(order, 0, 3, scale, out);
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertEquals(0, least);
  }

  @Test
  void refusesWhatDoesNotFit() {
    Images images = images(2, 4);
    float[] out = new float[2 * SHAPE.volume()];
    PixelScale scale = PixelScale.unit(3);
    assertThrows(IndexOutOfBoundsException.class, () -> images.decode(1, 2, scale, out));
    assertThrows(IllegalArgumentException.class, () -> images.decode(0, 2, scale, new float[5]));
    assertThrows(
        IllegalArgumentException.class, () -> images.decode(0, 1, PixelScale.unit(1), out));
    assertThrows(
        IllegalArgumentException.class, () -> new Images(SHAPE, new byte[35], new byte[1]));
    assertThrows(
        IllegalArgumentException.class,
        () -> PixelScale.normalized(new float[] {0}, new float[] {0}));
  }

  @Test
  void theDigestChangesWithEveryByte() {
    Images images = images(3, 5);
    assertEquals(images.digest(), images(3, 5).digest());
    assertEquals(64, images.digest().length());
    for (int i = 0; i < images.pixels().length; i++) {
      byte[] pixels = images.pixels().clone();
      pixels[i] ^= 1;
      assertNotEquals(images.digest(), new Images(SHAPE, pixels, images.labels()).digest());
    }
    byte[] labels = images.labels().clone();
    labels[2] ^= 1;
    assertNotEquals(images.digest(), new Images(SHAPE, images.pixels(), labels).digest());
    assertNotEquals(
        images.digest(), new Images(new Shape(3, 4, 3), images.pixels(), images.labels()).digest());
  }

  @Test
  void theDigestOfASplitDependsOnWhereItIsCut() {
    Images all = images(30, 6);
    Splits one = Splits.of(all.slice(0, 10), all.slice(10, 20), all.slice(20, 30), 10);
    Splits other = Splits.of(all.slice(0, 11), all.slice(11, 20), all.slice(20, 30), 10);
    assertNotEquals(one.digest(), other.digest());
    assertNotEquals(
        one.digest(), Splits.of(one.train(), one.test(), one.validation(), 10).digest());
  }

  @Test
  void labelsMustBeClasses() {
    Images part = new Images(new Shape(1, 1, 1), new byte[1], new byte[] {3});
    String message =
        assertThrows(IllegalArgumentException.class, () -> Splits.of(part, part, part, 3))
            .getMessage();
    assertEquals("train image 0 has label 3, classes are 3", message);
  }

  @Test
  void shippedBytesComeBackAndAreChecked() throws IOException {
    Splits splits = Splits.of(images(7, 7), images(2, 8), images(4, 9), 10);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    splits.write(out);
    byte[] bytes = out.toByteArray();
    assertEquals(splits, Splits.read(new ByteArrayInputStream(bytes), "shipped"));
    bytes[100] ^= 1;
    String message =
        assertThrows(
                DataException.class, () -> Splits.read(new ByteArrayInputStream(bytes), "shipped"))
            .getMessage();
    assertTrue(message.startsWith("shipped: expected digest "), message);
    byte[] cut = Arrays.copyOf(bytes, bytes.length - 1);
    assertThrows(DataException.class, () -> Splits.read(new ByteArrayInputStream(cut), "shipped"));
  }
}
