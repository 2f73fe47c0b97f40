package io.espalier.compression.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Cifar100Test {
  private static final int RECORD = 2 + 3072;

  @TempDir Path folder;

  private static byte[] records(int count) {
    byte[] file = new byte[count * RECORD];
    for (int i = 0; i < count; i++) {
      file[i * RECORD] = (byte) (i % 20);
      file[i * RECORD + 1] = (byte) (i % 100);
      file[i * RECORD + 2] = (byte) i;
    }
    return file;
  }

  private Splits load(Cifar100.Labels labels) {
    return new Cifar100(Optional.of(folder), labels).load();
  }

  @Test
  void bothKindsOfLabelsAreThere() throws IOException {
    Files.write(folder.resolve("train.bin"), records(50_000));
    Files.write(folder.resolve("test.bin"), records(10_000));
    Splits fine = load(Cifar100.Labels.FINE);
    assertEquals(100, fine.classes());
    assertEquals(45_000, fine.train().count());
    assertEquals(77, fine.test().label(77));
    assertEquals(77, fine.test().pixels()[77 * 3072]);
    Splits coarse = load(Cifar100.Labels.COARSE);
    assertEquals(20, coarse.classes());
    assertEquals(17, coarse.test().label(77));
  }

  @Test
  void anotherLengthAndAMissingFileAreNamed() throws IOException {
    Files.write(folder.resolve("train.bin"), records(3));
    assertEquals(
        folder.resolve("train.bin") + ": expected 153700000 bytes, found " + 3 * RECORD, failure());
    Files.delete(folder.resolve("train.bin"));
    assertTrue(failure().contains("cifar-100-binary.tar.gz"), failure());
  }

  private String failure() {
    return assertThrows(DataException.class, () -> load(Cifar100.Labels.FINE)).getMessage();
  }
}
