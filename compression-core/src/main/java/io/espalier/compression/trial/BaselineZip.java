package io.espalier.compression.trial;

import io.espalier.compression.data.Splits;
import io.espalier.compression.model.ModelSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * A trained network as one file: the zip that Deeplearning4j's serializer writes, so that its users
 * can restore it, and in one more entry the same network as trials read it, which costs no start of
 * Deeplearning4j.
 */
public final class BaselineZip {
  private static final String ENTRY = "espalier/baseline.bin";

  private BaselineZip() {}

  /** The file's bytes. */
  public static byte[] write(Baseline baseline, ModelSource model, Splits splits) {
    try {
      Path file = Files.createTempFile("espalier-baseline", ".zip");
      try {
        model.save(splits.train().shape(), splits.classes(), baseline.parameters(), file);
        return withEntry(Files.readAllBytes(file), BaselineCodec.write(baseline));
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing baseline " + baseline.id() + ": " + e, e);
    }
  }

  private static byte[] withEntry(byte[] zip, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes);
        ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      // First, so that a trial need not read past the other entries; stored, as weights do not
      // compress.
      out.setLevel(0);
      put(out, ENTRY, new ByteArrayInputStream(content));
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        put(out, entry.getName(), in);
      }
    }
    return bytes.toByteArray();
  }

  private static void put(ZipOutputStream out, String name, InputStream content)
      throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTime(0); // the same network gives the same file
    out.putNextEntry(entry);
    content.transferTo(out);
    out.closeEntry();
  }

  /** Whether some bytes start as a zip does. */
  public static boolean isZip(byte[] bytes) {
    return bytes.length > 1 && bytes[0] == 'P' && bytes[1] == 'K';
  }

  /**
   * The network in a file.
   *
   * @throws IOException if it is no such zip, or damaged
   */
  public static Baseline read(byte[] zip) throws IOException {
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        if (entry.getName().equals(ENTRY)) {
          return BaselineCodec.read(in.readAllBytes());
        }
      }
    } catch (ZipException e) {
      throw new IOException("the zip is damaged: " + e.getMessage(), e);
    }
    throw new IOException("expected a zip with the entry " + ENTRY + ", found none");
  }
}
