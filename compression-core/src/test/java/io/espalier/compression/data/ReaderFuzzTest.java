package io.espalier.compression.data;

import io.espalier.compression.Damage;
import io.espalier.compression.Fuzz;
import io.espalier.kernels.net.Shape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Damaged files of images: each is read or refused with a {@link DataException} that names it. */
class ReaderFuzzTest {
  private static final long MEBIBYTE = 1 << 20;

  private static Fuzz fuzz(String reader, long bytesPerByte) {
    return new Fuzz(
        reader,
        e -> e instanceof DataException && e.getMessage().startsWith("fuzzed"),
        MEBIBYTE,
        bytesPerByte);
  }

  private static void fuzz(String reader, byte[] sound, Fuzz.Reading reading) throws Exception {
    fuzz(reader, 8).run(sound, random -> Damage.bytes(sound, random), reading);
  }

  @Test
  void idx() throws Exception {
    byte[] sound = IdxFiles.idx(IdxFiles.random(240, 256, 1), 10, 4, 6);
    fuzz("idx", sound, file -> Idx.parse("fuzzed", file, 3));
  }

  @Test
  void damagedGzipOfIdx() throws Exception {
    byte[] sound = IdxFiles.gzip(IdxFiles.idx(IdxFiles.random(2_400, 4, 1), 100, 4, 6));
    // A byte of deflate stands for 1032 at most, which are read once and kept once.
    fuzz("idx-gzip", 2 * 1032 + 8)
        .run(sound, random -> Damage.bytes(sound, random), file -> Idx.parse("fuzzed", file, 3));
  }

  @Test
  void gzipOfDamagedIdx() throws Exception {
    byte[] sound = IdxFiles.idx(IdxFiles.random(2_400, 4, 1), 100, 4, 6);
    fuzz("gzip-idx", 2 * 1032 + 8)
        .run(
            IdxFiles.gzip(sound),
            random -> IdxFiles.gzip(Damage.bytes(sound, random)),
            file -> Idx.parse("fuzzed", file, 3));
  }

  @Test
  void cifar() throws Exception {
    fuzz(
        "cifar10",
        IdxFiles.random(2 * Cifar10.LAYOUT.recordBytes(), 10, 1),
        file -> new CifarRecords(Cifar10.LAYOUT, 2).append("fuzzed", file, 2));
  }

  @Test
  void cifar100() throws Exception {
    CifarRecords.Layout layout = new CifarRecords.Layout(2, 1, 100);
    fuzz(
        "cifar100",
        IdxFiles.random(2 * layout.recordBytes(), 100, 1),
        file -> new CifarRecords(layout, 2).append("fuzzed", file, 2));
  }

  @Test
  void npy() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new Npy(List.of(3, 4), new float[12]).write(out);
    fuzz("npy", out.toByteArray(), file -> Npy.parse("fuzzed", file));
  }

  @Test
  void shippedSplits() throws Exception {
    Images part = new Images(new Shape(2, 2, 1), new byte[40], new byte[10]);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Splits.of(part, part, part, 10).write(out);
    fuzz(
        "splits", out.toByteArray(), file -> Splits.read(new ByteArrayInputStream(file), "fuzzed"));
  }
}
