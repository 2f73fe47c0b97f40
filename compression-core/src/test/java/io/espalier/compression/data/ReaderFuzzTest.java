package io.espalier.compression.data;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.espalier.kernels.net.Shape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Damaged files: each is read or refused with a {@link DataException}, in little memory. */
class ReaderFuzzTest {
  private static final int ROUNDS = 3_000;
  private static final long MOST_BYTES = 16L << 20;
  private static final byte[] BOUNDARIES = {0, 1, -1, 0x7f, (byte) 0x80, ' ', '9', '\''};

  private interface Reader {
    void read(byte[] file) throws IOException;
  }

  private static void fuzz(byte[] valid, Reader reader) throws IOException {
    reader.read(valid);
    long seed = Long.getLong("espalier.fuzz.seed", System.nanoTime());
    System.out.println("replay with -Despalier.fuzz.seed=" + seed);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] file = mutated(valid, random);
      long before = threads.getCurrentThreadAllocatedBytes();
      accept(reader, file, seed, round);
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      assertTrue(allocated < MOST_BYTES, allocated + " bytes, seed " + seed + " round " + round);
    }
  }

  private static void accept(Reader reader, byte[] file, long seed, int round) {
    try {
      reader.read(file);
    } catch (DataException e) {
      assertTrue(e.getMessage().startsWith("fuzzed"), e.getMessage());
    } catch (IOException | RuntimeException | Error e) {
      throw new AssertionError("seed " + seed + " round " + round, e);
    }
  }

  private static byte[] mutated(byte[] valid, Random random) {
    byte[] file = valid.clone();
    if (random.nextInt(4) == 0) {
      file = Arrays.copyOf(file, random.nextInt(file.length + 20));
    }
    // Most damage goes to the header, where it matters.
    int changes = file.length == 0 ? 0 : random.nextInt(6);
    for (int i = 0; i < changes; i++) {
      int reach = random.nextBoolean() ? file.length : Math.min(file.length, 80);
      byte value =
          random.nextBoolean()
              ? (byte) random.nextInt()
              : BOUNDARIES[random.nextInt(BOUNDARIES.length)];
      file[random.nextInt(reach)] = value;
    }
    return file;
  }

  @Test
  void idx() throws IOException {
    fuzz(
        IdxFiles.idx(IdxFiles.random(240, 256, 1), 10, 4, 6), file -> Idx.parse("fuzzed", file, 3));
  }

  @Test
  void packedIdx() throws IOException {
    fuzz(
        IdxFiles.gzip(IdxFiles.idx(IdxFiles.random(2_400, 4, 1), 100, 4, 6)),
        file -> Idx.parse("fuzzed", file, 3));
  }

  @Test
  void cifar() throws IOException {
    fuzz(
        IdxFiles.random(2 * Cifar10.LAYOUT.recordBytes(), 10, 1),
        file -> new CifarRecords(Cifar10.LAYOUT, 2).append("fuzzed", file, 2));
  }

  @Test
  void npy() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new Npy(List.of(3, 4), new float[12]).write(out);
    fuzz(out.toByteArray(), file -> Npy.parse("fuzzed", file));
  }

  @Test
  void shippedSplits() throws IOException {
    Shape shape = new Shape(2, 2, 1);
    Images part = new Images(shape, new byte[40], new byte[10]);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Splits.of(part, part, part, 10).write(out);
    fuzz(out.toByteArray(), file -> Splits.read(new ByteArrayInputStream(file), "fuzzed"));
  }
}
