package io.espalier.compression.model;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.espalier.compression.Damage;
import io.espalier.compression.Fuzz;
import io.espalier.compression.config.ConfigReader;
import io.espalier.kernels.net.Shape;
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

/** Damaged networks of Deeplearning4j: each is read or refused, and named. */
class Dl4jFuzzTest {
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

  private Fuzz fuzz(String reader) {
    return new Fuzz(
        reader,
        e -> e instanceof UncheckedIOException && e.getMessage().contains(file().toString()),
        16 << 20,
        1024);
  }

  private Path file() {
    return folder.resolve("fuzzed.zip");
  }

  private void read(byte[] zip) throws IOException {
    Files.write(file(), zip);
    assertNotNull(Dl4jNetworks.read(file()));
  }

  /** Zips whose parts are noise, CRCs being right. */
  @Test
  void noise() throws Exception {
    fuzz("dl4j-noise").run(sound(), Dl4jFuzzTest::zip, this::read);
  }

  /** A saved network with faults anywhere in its zip. */
  @Test
  void damagedZip() throws Exception {
    byte[] sound = sound();
    fuzz("dl4j").run(sound, random -> Damage.bytes(sound, random), this::read);
  }

  private byte[] sound() throws IOException {
    Mlp model = (Mlp) ConfigReader.parse("{ type = mlp, hidden = [3] }", ModelSource.class);
    Shape shape = new Shape(2, 2, 1);
    model.save(shape, 2, model.start(shape, 2, 1), file());
    return Files.readAllBytes(file());
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
