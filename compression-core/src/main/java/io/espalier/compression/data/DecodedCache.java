package io.espalier.compression.data;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.List;
import java.util.function.Supplier;

/**
 * Decoded pictures as one file with a digest, named by the names, lengths and times of the files
 * they came from and by how they were decoded: if one of these changes, they are decoded anew.
 */
record DecodedCache(Path file) {
  /** Grows when decoding changes. */
  private static final String VERSION = "1";

  /** The files that something is decoded from, and where they were looked for. */
  record Origin(Path folder, List<Path> files) {}

  static DecodedCache of(Path cache, List<Origin> parts, String settings) {
    MessageDigest digest = Digests.sha256();
    add(digest, VERSION + " " + settings);
    for (Origin part : parts) {
      add(digest, part.folder().toAbsolutePath().normalize().toString());
      part.files().forEach(file -> add(digest, facts(file)));
    }
    return new DecodedCache(cache.resolve(Digests.hex(digest) + ".bin"));
  }

  private static void add(MessageDigest digest, String text) {
    digest.update((text + "\0").getBytes(StandardCharsets.UTF_8));
  }

  private static String facts(Path file) {
    try {
      return file + "\0" + Files.size(file) + "\0" + Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /** What is kept, or what {@code decode} makes, which is then kept. */
  Splits load(Supplier<Splits> decode) {
    if (Files.isRegularFile(file)) {
      try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
        return Splits.read(in, file.toString());
      } catch (IOException | DataException e) {
        // Damaged: what it was made from is still there.
        return keep(decode.get());
      }
    }
    return keep(decode.get());
  }

  private Splits keep(Splits splits) {
    try {
      Files.createDirectories(file.getParent());
      Path unfinished = Files.createTempFile(file.getParent(), "decoded", ".part");
      try {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(unfinished))) {
          splits.write(out);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(unfinished);
      }
      return splits;
    } catch (IOException e) {
      throw new DataException(file + ": cannot be written: " + e.getMessage(), e);
    }
  }
}
