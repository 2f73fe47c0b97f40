package io.espalier.compression.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.compression.config.Canonical;
import io.espalier.compression.config.ConfigError;
import io.espalier.compression.config.ConfigReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DatasetConfigTest {
  private static DatasetSource read(String text) {
    return ConfigReader.parse(text, DatasetSource.class);
  }

  @Test
  void sourcesAreReadByType() {
    assertEquals(new Digits(12_000, 2_000, 4_000, 1), read("{ type = digits }"));
    assertEquals(
        new Digits(500, 100, 200, -7),
        read("{ type = digits, train = 500, validation = 100, test = 200, seed = -7 }"));
    assertEquals(new Mnist(Optional.empty()), read("{ type = mnist }"));
    assertEquals(new Mnist(Optional.of(Path.of("a/b"))), read("{ type = mnist, path = \"a/b\" }"));
    assertEquals(new Cifar10(Optional.empty()), read("{ type = cifar10, path = auto }"));
    assertEquals(new Mnist(Optional.empty()), new Mnist(Optional.of(Path.of("a/b"))).withoutPath());
  }

  /** An identity that was given before there was this key stays. */
  @Test
  void testImagesAreKeptWithoutThePathAndLeftOutByDefault() {
    assertEquals("{\"type\":\"cifar10\"}", Canonical.text(read("{ type = cifar10 }")));
    for (String type : List.of("mnist", "fashion-mnist", "kmnist", "cifar10", "cifar100")) {
      DatasetSource part = read("{ type = " + type + ", path = x, test-images = 2000 }");
      assertEquals(
          "{\"test-images\":2000,\"type\":\"" + type + "\"}", Canonical.text(part.withoutPath()));
    }
    String message =
        assertThrows(ConfigError.class, () -> read("{ type = mnist, test-images = 0 }"))
            .getMessage();
    assertTrue(message.contains("test-images: must be at least 1, got 0"), message);
  }

  @Test
  void otherPublishedSetsAreReadByType() {
    assertEquals(new FashionMnist(Optional.empty()), read("{ type = fashion-mnist }"));
    assertEquals(new Kmnist(Optional.empty()), read("{ type = kmnist }"));
    assertEquals(
        new Cifar100(Optional.empty(), Cifar100.Labels.COARSE),
        read("{ type = cifar100, labels = coarse }"));
  }

  @Test
  void aFolderNeedsBothExtents() {
    String message =
        assertThrows(ConfigError.class, () -> read("{ type = image-folder, path = x, width = 9 }"))
            .getMessage();
    assertTrue(message.contains("give both height and width"), message);
  }

  @Test
  void aCountOutOfRangeNamesItsKey() {
    String message =
        assertThrows(ConfigError.class, () -> read("{ type = digits, test = 0 }")).getMessage();
    assertTrue(message.contains("test: must be in [1, 1000000], got 0"), message);
  }
}
