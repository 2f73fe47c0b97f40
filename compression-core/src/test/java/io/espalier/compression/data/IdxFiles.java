package io.espalier.compression.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** Small files in the layouts the readers know, made for tests. */
final class IdxFiles {
  private IdxFiles() {}

  static byte[] idx(byte[] values, int... extents) {
    ByteBuffer out = ByteBuffer.allocate(4 + 4 * extents.length + values.length);
    out.putInt(0x0800 | extents.length);
    for (int extent : extents) {
      out.putInt(extent);
    }
    return out.put(values).array();
  }

  static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }

  static byte[] random(int length, int bound, long seed) {
    Random random = new Random(seed);
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) random.nextInt(bound);
    }
    return bytes;
  }

  /** A folder in MNIST's layout, images of 2 × 3, the test part gzipped. */
  static void mnist(Path folder, int training, int test) throws IOException {
    Files.write(
        folder.resolve("train-images-idx3-ubyte"),
        idx(random(training * 6, 256, 1), training, 2, 3));
    Files.write(folder.resolve("train-labels-idx1-ubyte"), idx(random(training, 10, 2), training));
    Files.write(
        folder.resolve("t10k-images-idx3-ubyte.gz"),
        gzip(idx(random(test * 6, 256, 3), test, 2, 3)));
    Files.write(folder.resolve("t10k-labels-idx1-ubyte.gz"), gzip(idx(random(test, 10, 4), test)));
  }
}
