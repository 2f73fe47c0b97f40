package io.espalier.compression.data;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * One file from its home. What arrives is kept beside its place as {@code .part}, so that a
 * download that broke off goes on where it ended; a reader never sees half a file.
 */
final class Download {
  private static final long LARGEST = 1L << 30;
  private static final int OK = 200;
  private static final int PARTIAL = 206;
  private static final int PAST_THE_END = 416;

  private final URI address;
  private final Downloads.Progress progress;
  private final Path file;
  private final Path partial;

  private Download(URI address, Path file, Downloads.Progress progress) {
    this.address = address;
    this.progress = progress;
    this.file = file;
    this.partial = file.resolveSibling(file.getFileName() + ".part");
  }

  /**
   * Fetches a file, or the rest of it.
   *
   * @throws IOException if it does not arrive whole, or is not what the checksum says
   */
  static void fetch(URI address, Path file, Checksum checksum, Downloads.Progress progress)
      throws IOException {
    new Download(address, file, progress).run(checksum);
  }

  private void run(Checksum checksum) throws IOException {
    Files.createDirectories(file.getParent());
    // Another process may be at the same file: the second waits, and finds it there.
    try (FileChannel channel =
            FileChannel.open(partial, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var lock = channel.lock()) {
      assert lock.isValid();
      if (Files.exists(file)) {
        Files.deleteIfExists(partial);
        return;
      }
      receive(channel, channel.size());
      finish(checksum);
    }
  }

  private void finish(Checksum checksum) throws IOException {
    try {
      checksum.check(Files.readAllBytes(partial));
      Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      // What is whole but wrong would only be resumed at its end.
      Files.deleteIfExists(partial);
    }
  }

  private void receive(FileChannel channel, long have) throws IOException {
    HttpResponse<InputStream> response = ask(have);
    try (InputStream body = response.body()) {
      int status = response.statusCode();
      if (have > 0 && status == PAST_THE_END) {
        return; // it was whole already
      } else if (status != OK && !(have > 0 && status == PARTIAL)) {
        throw new IOException("expected status 200, found " + status);
      }
      long from = status == PARTIAL ? have : 0;
      channel.truncate(from).position(from);
      OptionalLong rest = response.headers().firstValueAsLong("Content-Length");
      copy(body, channel, rest.isPresent() ? OptionalLong.of(from + rest.getAsLong()) : rest);
    }
  }

  private void copy(InputStream body, FileChannel channel, OptionalLong total) throws IOException {
    byte[] buffer = new byte[1 << 16];
    try {
      for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
        channel.write(ByteBuffer.wrap(buffer, 0, read));
        progress.at(file.getFileName().toString(), channel.position(), total);
        if (channel.position() > LARGEST) {
          throw new IOException("more than " + LARGEST + " bytes");
        }
      }
    } catch (IOException e) {
      throw new IOException(
          "broke off after "
              + channel.position()
              + " bytes; the next try goes on from there: "
              + e.getMessage(),
          e);
    }
  }

  private HttpResponse<InputStream> ask(long have) throws IOException {
    HttpClient client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(Duration.ofSeconds(20))
            .build();
    HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(Duration.ofMinutes(5));
    if (have > 0) {
      request.header("Range", "bytes=" + have + "-");
    }
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
