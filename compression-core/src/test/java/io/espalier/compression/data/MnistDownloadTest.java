package io.espalier.compression.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistDownloadTest {
  @TempDir Path folder;
  private final byte[] content = IdxFiles.random(5_000, 256, 7);
  private final AtomicInteger requests = new AtomicInteger();
  private HttpServer server;
  private URI home;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] packed = IdxFiles.gzip(content);
    server.createContext(
        "/good/part.gz",
        exchange -> {
          requests.incrementAndGet();
          exchange.sendResponseHeaders(200, packed.length);
          exchange.getResponseBody().write(packed);
          exchange.close();
        });
    server.start();
    home = URI.create("http://localhost:" + server.getAddress().getPort());
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void download(List<URI> homes, byte[] expected) {
    MnistDownload.into(folder, homes, Map.of("part", Digests.hex(expected)));
  }

  @Test
  void takesTheNextHomeWhenOneFailsAndKeepsTheFile() throws IOException {
    List<URI> homes = List.of(home.resolve("/gone/"), home.resolve("/good/"));
    download(homes, content);
    download(homes, content);
    assertEquals(1, requests.get(), "the second time it was there already");
    assertArrayEquals(IdxFiles.gzip(content), Files.readAllBytes(folder.resolve("part.gz")));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(1, files.count(), "nothing partial is left");
    }
  }

  @Test
  void refusesOtherContentAndKeepsNothing() {
    byte[] other = IdxFiles.random(5_000, 256, 8);
    String message =
        assertThrows(DataException.class, () -> download(List.of(home.resolve("/good/")), other))
            .getMessage();
    assertTrue(message.contains("expected SHA-256 " + Digests.hex(other)), message);
    assertTrue(message.contains("found " + Digests.hex(content)), message);
    assertFalse(Files.exists(folder.resolve("part.gz")));
  }
}
