package io.espalier.compression.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Cifar10Test {
  @TempDir Path folder;

  @Test
  void planesBecomePixels() {
    byte[] file = IdxFiles.random(2 * Cifar10.LAYOUT.recordBytes(), 10, 5);
    CifarRecords records = new CifarRecords(Cifar10.LAYOUT, 2);
    records.append("batch", file, 2);
    Images images = records.images();
    for (int image = 0; image < 2; image++) {
      int start = image * Cifar10.LAYOUT.recordBytes();
      assertEquals(file[start], images.labels()[image]);
      for (int i = 0; i < 3072; i++) {
        int pixel = i / 3;
        int channel = i % 3;
        assertEquals(file[start + 1 + channel * 1024 + pixel], images.pixels()[image * 3072 + i]);
      }
    }
  }

  @Test
  void aTruncatedFileNamesPathAndBytes() throws IOException {
    Path file = folder.resolve("data_batch_1.bin");
    Files.write(file, new byte[100]);
    String message =
        assertThrows(DataException.class, () -> new Cifar10(Optional.of(folder)).load())
            .getMessage();
    assertEquals(file + ": expected 30730000 bytes, found 100", message);
  }

  @Test
  void aMissingFileSaysWhereToFindIt() {
    String message =
        assertThrows(DataException.class, () -> new Cifar10(Optional.of(folder)).load())
            .getMessage();
    assertTrue(message.startsWith(folder.resolve("data_batch_1.bin") + ": no such file"));
    assertTrue(message.contains("cifar-10-binary.tar.gz"), message);
  }

  @Test
  void aLabelThatIsNoClassIsNamed() {
    byte[] file = new byte[2 * Cifar10.LAYOUT.recordBytes()];
    file[Cifar10.LAYOUT.recordBytes()] = 10;
    String message =
        assertThrows(
                DataException.class,
                () -> new CifarRecords(Cifar10.LAYOUT, 2).append("batch", file, 2))
            .getMessage();
    assertEquals("batch: byte 3073 must be a label in [0, 9], found 10", message);
  }

  @Test
  void theRealSetIsRead() {
    assumeTrue(System.getenv("ESPALIER_DATA") != null, "ESPALIER_DATA is not set");
    Path real = Path.of(System.getenv("ESPALIER_DATA"), "cifar-10-batches-bin");
    assumeTrue(Files.isDirectory(real), real + " is not there");
    Splits splits = new Cifar10(Optional.empty()).load();
    assertEquals(45_000, splits.train().count());
    assertEquals(5_000, splits.validation().count());
    assertEquals(10_000, splits.test().count());
    int[] classes = new int[10];
    for (byte label : splits.test().labels()) {
      classes[label]++;
    }
    for (int count : classes) {
      assertEquals(1_000, count);
    }
  }
}
