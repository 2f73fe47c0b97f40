package io.espalier.compression.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishedArchiveTest {
  @TempDir Path folder;
  private final byte[] train = IdxFiles.random(300_000, 256, 1);
  private final byte[] test = IdxFiles.random(500, 256, 2);
  private byte[] served;
  private HttpServer server;
  private URI home;

  @BeforeEach
  void serve() throws IOException {
    served = archive(Map.of("set/train.bin", train, "set/test.bin", test, "set/notes.txt", test));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/set.tar.gz",
        exchange -> {
          exchange.sendResponseHeaders(200, served.length);
          exchange.getResponseBody().write(served);
          exchange.close();
        });
    server.start();
    home = URI.create("http://localhost:" + server.getAddress().getPort() + "/set.tar.gz");
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private static byte[] archive(Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
      for (Map.Entry<String, byte[]> each : new TreeMap<>(files).entrySet()) {
        TarArchiveEntry entry = new TarArchiveEntry(each.getKey());
        entry.setSize(each.getValue().length);
        tar.putArchiveEntry(entry);
        tar.write(each.getValue());
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  private PublishedArchive set(byte[] expected) {
    try {
      byte[] md5 = MessageDigest.getInstance("MD5").digest(expected);
      return new PublishedArchive(
          "set",
          home,
          Checksum.md5(HexFormat.of().formatHex(md5)),
          List.of("train.bin", "test.bin"));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void itsFilesAreFetchedOnceAndProgressIsTold() throws IOException {
    List<Long> received = new ArrayList<>();
    Downloads downloads =
        new Downloads.Allowed(
            (file, bytes, total) -> {
              assertEquals("set.tar.gz", file);
              assertEquals(OptionalLong.of(served.length), total);
              received.add(bytes);
            });
    set(served).fetch(folder, downloads);
    assertArrayEquals(train, Files.readAllBytes(folder.resolve("train.bin")));
    assertArrayEquals(test, Files.readAllBytes(folder.resolve("test.bin")));
    assertTrue(received.size() > 1, received.toString());
    assertEquals(served.length, received.get(received.size() - 1));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(2, files.count(), "nothing else is left");
    }
    server.stop(0);
    set(served).fetch(folder, downloads);
    set(served).fetch(folder, Downloads.REFUSED);
  }

  @Test
  void anotherArchiveIsRefused() {
    String message =
        assertThrows(DataException.class, () -> set(train).fetch(folder, Downloads.ALLOWED))
            .getMessage();
    assertTrue(message.contains("expected MD5"), message);
    assertTrue(message.contains("set.tar.gz"), message);
  }

  @Test
  void anArchiveWithoutAFileIsRefused() throws IOException {
    served = archive(Map.of("set/train.bin", train));
    String message =
        assertThrows(DataException.class, () -> set(served).fetch(folder, Downloads.ALLOWED))
            .getMessage();
    assertTrue(message.contains("the archive has no test.bin"), message);
  }

  @Test
  void refusedDownloadsSayWhatToPutWhere() {
    String message =
        assertThrows(DataException.class, () -> set(served).fetch(folder, Downloads.REFUSED))
            .getMessage();
    assertTrue(message.contains("downloads are refused"), message);
    assertTrue(message.contains("/set.tar.gz (MD5 "), message);
    assertTrue(message.contains(folder + ", or set path"), message);
    assertTrue(message.contains("train.bin, test.bin"), message);
  }
}
