package io.espalier.compression.model;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Zips whose parts are noise: each is refused, and named. */
class Dl4jFuzzTest {
  private static final int ROUNDS = 300;
  private static final String[] CONFIGURATIONS = {
    "",
    "{}",
    "[]",
    "null",
    "{\"vertices\":{}}",
    "{\"confs\":[{}]}",
    "{\"@class\":7}",
    "{\"@class\":{}}",
    "{\"confs\":[{\"layer\":{\"@class\":\"java.lang.Runtime\"}}]}"
  };

  @TempDir Path folder;

  @Test
  void noiseIsRefusedByName() throws IOException {
    long seed = Long.getLong("espalier.fuzz.seed", System.nanoTime());
    System.out.println("replay with -Despalier.fuzz.seed=" + seed);
    Random random = new Random(seed);
    Path file = folder.resolve("noise.zip");
    for (int round = 0; round < ROUNDS; round++) {
      Files.write(file, zip(random));
      String at = "seed " + seed + " round " + round;
      UncheckedIOException refusal =
          assertThrows(UncheckedIOException.class, () -> Dl4jNetworks.read(file), at);
      assertTrue(refusal.getMessage().contains(file.toString()), at + refusal.getMessage());
    }
  }

  private static byte[] zip(Random random) throws IOException {
    String configuration = CONFIGURATIONS[random.nextInt(CONFIGURATIONS.length)];
    byte[] noise = new byte[random.nextInt(200)];
    random.nextBytes(noise);
    ByteArrayOutputStream weights = new ByteArrayOutputStream();
    if (random.nextBoolean()) {
      // A header that is right as far as it goes.
      weights.write(new byte[] {0, 16});
      weights.write("MIXED_DATA_TYPES".getBytes(StandardCharsets.US_ASCII));
    }
    weights.write(noise);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      out.putNextEntry(new ZipEntry("configuration.json"));
      out.write(configuration.getBytes(StandardCharsets.UTF_8));
      out.putNextEntry(new ZipEntry("coefficients.bin"));
      out.write(weights.toByteArray());
    }
    return bytes.toByteArray();
  }
}
