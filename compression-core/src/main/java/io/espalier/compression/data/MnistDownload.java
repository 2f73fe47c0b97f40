package io.espalier.compression.data;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * MNIST's four files from their public homes. What is checked is the SHA-256 of the unpacked IDX
 * file, which does not depend on how it was packed.
 */
final class MnistDownload {
  private static final List<URI> HOMES =
      List.of(
          URI.create("https://storage.googleapis.com/cvdf-datasets/mnist/"),
          URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/"));

  static final Map<String, String> DIGESTS =
      Map.of(
          "train-images-idx3-ubyte",
          "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
          "train-labels-idx1-ubyte",
          "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
          "t10k-images-idx3-ubyte",
          "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
          "t10k-labels-idx1-ubyte",
          "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2");

  private static final int LARGEST = 100 << 20;

  private MnistDownload() {}

  /** Downloads what the folder does not have yet. */
  static void into(Path folder) {
    into(folder, HOMES, DIGESTS);
  }

  static void into(Path folder, List<URI> homes, Map<String, String> digests) {
    digests.forEach(
        (name, digest) -> {
          Path file = folder.resolve(name + ".gz");
          if (!Files.exists(file) && !Files.exists(folder.resolve(name))) {
            store(file, fetch(name + ".gz", homes, digest, folder));
          }
        });
  }

  private static byte[] fetch(String name, List<URI> homes, String digest, Path folder) {
    StringBuilder failures = new StringBuilder();
    for (URI home : homes) {
      URI address = home.resolve(name);
      try {
        return checked(address, body(address), digest);
      } catch (IOException | DataException e) {
        failures.append("\n  ").append(address).append(": ").append(reason(e));
      }
    }
    throw new DataException(
        "MNIST could not be downloaded; put its four files into "
            + folder
            + " or set path to a folder that has them"
            + failures);
  }

  private static String reason(Exception e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private static byte[] body(URI address) throws IOException {
    HttpClient client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(Duration.ofSeconds(20))
            .build();
    HttpRequest request = HttpRequest.newBuilder(address).timeout(Duration.ofMinutes(5)).build();
    try {
      HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
      if (response.statusCode() != 200) {
        throw new IOException("expected status 200, found " + response.statusCode());
      }
      return response.body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static byte[] checked(URI address, byte[] file, String digest) throws IOException {
    try (Gzip content = new Gzip(file)) {
      String found = Digests.hex(content.next(LARGEST));
      if (!found.equals(digest)) {
        throw new IOException(
            "expected SHA-256 "
                + digest
                + " of the unpacked file, found "
                + found
                + " of "
                + file.length
                + " bytes");
      }
      return file;
    }
  }

  /** A reader never sees half a file: it is written beside its place and renamed. */
  private static void store(Path file, byte[] content) {
    try {
      Files.createDirectories(file.getParent());
      Path partial = Files.createTempFile(file.getParent(), file.getFileName().toString(), ".part");
      Files.write(partial, content);
      Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new DataException(file + ": cannot be written: " + e.getMessage(), e);
    }
  }
}
