package io.espalier.compression.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxSetTest {
  @TempDir Path folder;
  private final byte[] content = IdxFiles.random(5_000, 256, 7);
  private final AtomicInteger requests = new AtomicInteger();
  private final List<String> ranges = new CopyOnWriteArrayList<>();
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
    server.createContext("/broken/part.gz", exchange -> breakOff(exchange, packed));
    server.start();
    home = URI.create("http://localhost:" + server.getAddress().getPort());
  }

  /** Sends half of what it promised, or all from the byte it is asked for. */
  private void breakOff(HttpExchange exchange, byte[] packed) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    ranges.add(String.valueOf(range));
    int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
    if (from >= packed.length) {
      exchange.sendResponseHeaders(416, -1);
    } else {
      exchange.sendResponseHeaders(range == null ? 200 : 206, packed.length - from);
      int to = range == null ? packed.length / 2 : packed.length;
      exchange.getResponseBody().write(packed, from, to - from);
    }
    exchange.close();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private static IdxSet set(List<URI> homes, byte[] expected) {
    Checksum checksum = Checksum.unpackedSha256(Digests.hex(expected));
    return new IdxSet("test", homes, Map.of("part", checksum));
  }

  private void download(List<URI> homes, byte[] expected) {
    set(homes, expected).fetch(folder, Downloads.ALLOWED);
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

  @Test
  void whatBrokeOffGoesOnWhereItEnded() throws IOException {
    byte[] packed = IdxFiles.gzip(content);
    List<URI> homes = List.of(home.resolve("/broken/"));
    String message = assertThrows(DataException.class, () -> download(homes, content)).getMessage();
    assertTrue(message.contains("broke off after " + packed.length / 2 + " bytes"), message);
    download(homes, content);
    assertEquals(List.of("null", "bytes=" + packed.length / 2 + "-"), ranges);
    assertArrayEquals(packed, Files.readAllBytes(folder.resolve("part.gz")));
  }

  @Test
  void aWholeFileWithoutItsNameIsTakenAsItIs() throws IOException {
    byte[] packed = IdxFiles.gzip(content);
    Files.write(folder.resolve("part.gz.part"), packed);
    download(List.of(home.resolve("/broken/")), content);
    assertArrayEquals(packed, Files.readAllBytes(folder.resolve("part.gz")));
  }

  @Test
  void refusedDownloadsSayWhatToPutWhere() {
    IdxSet set = set(List.of(home.resolve("/good/")), content);
    String message =
        assertThrows(DataException.class, () -> set.fetch(folder, Downloads.REFUSED)).getMessage();
    assertTrue(message.contains(home + "/good/part.gz"), message);
    assertTrue(message.contains(Digests.hex(content)), message);
    assertTrue(message.contains(folder.toString()), message);
    assertEquals(0, requests.get());
    set.fetch(folder, Downloads.ALLOWED);
    set.fetch(folder, Downloads.REFUSED);
  }
}
