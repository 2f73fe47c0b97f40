package io.espalier.compression.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.common.primitives.Triple;
import org.nd4j.linalg.api.buffer.BaseDataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The two entries of Deeplearning4j's zip that make a network. What else such a zip may hold (the
 * state of an updater, a Java object that prepares data) is not looked at.
 *
 * @param configuration as JSON, which names only Deeplearning4j's own classes
 * @param length how many weights it says there are; there are as many bytes
 */
record Dl4jFile(Path path, String configuration, long length) {
  private static final int LARGEST_CONFIGURATION = 64 << 20;

  /** More dimensions no array has: 2 values each, and 4 others. */
  private static final long LONGEST_SHAPE = 2 * 32 + 4;

  /**
   * Reads every entry to its end, which checks its CRC.
   *
   * @throws IOException if it is missing, damaged or no such zip
   */
  static Dl4jFile read(Path path) throws IOException {
    if (!Files.isRegularFile(path)) {
      throw new IOException("there is no such file");
    }
    String configuration = "";
    OptionalLong length = OptionalLong.empty();
    Set<String> found = new HashSet<>();
    try (InputStream in = Files.newInputStream(path);
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        found.add(entry.getName());
        if (entry.getName().equals(ModelSerializer.CONFIGURATION_JSON)) {
          configuration = text(zip);
        } else if (entry.getName().equals(ModelSerializer.COEFFICIENTS_BIN)) {
          length = OptionalLong.of(checkedLength(zip));
        }
        zip.transferTo(OutputStream.nullOutputStream());
      }
    }
    for (String needed :
        List.of(ModelSerializer.CONFIGURATION_JSON, ModelSerializer.COEFFICIENTS_BIN)) {
      if (!found.contains(needed)) {
        throw new IOException("it is no zip with an entry " + needed + ", found " + found);
      }
    }
    Dl4jClasses.check(configuration);
    return new Dl4jFile(path, configuration, length.orElseThrow());
  }

  private static String text(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(LARGEST_CONFIGURATION + 1);
    if (bytes.length > LARGEST_CONFIGURATION) {
      throw new IOException("its configuration has more than " + LARGEST_CONFIGURATION + " bytes");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Nothing is allocated for what a header says before the bytes behind it were counted. */
  private static long checkedLength(InputStream in) throws IOException {
    var shape = header(in);
    long shapeBytes = shape.getSecond() * shape.getThird().width();
    if (shape.getSecond() < 1 || shape.getSecond() > LONGEST_SHAPE) {
      throw new IOException("its weights have a shape of " + shape.getSecond() + " values");
    }
    in.skipNBytes(shapeBytes);
    var data = header(in);
    if (data.getThird() != DataType.FLOAT && data.getThird() != DataType.DOUBLE) {
      throw new IOException("its weights are " + data.getThird() + ", not FLOAT or DOUBLE");
    }
    long bytes = in.transferTo(OutputStream.nullOutputStream());
    if (data.getSecond() < 0 || data.getSecond() != bytes / data.getThird().width()) {
      throw new IOException(
          "it says that there are "
              + data.getSecond()
              + " weights, but holds "
              + bytes
              + " bytes of them");
    }
    return data.getSecond();
  }

  private static Triple<?, Long, DataType> header(InputStream in) throws IOException {
    try {
      return BaseDataBuffer.readHeader(in);
    } catch (RuntimeException e) {
      throw new IOException("its weights have no readable header: " + e.getMessage(), e);
    }
  }

  /** The weights, one row. */
  INDArray coefficients() throws IOException {
    try (InputStream in = Files.newInputStream(path);
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (entry.getName().equals(ModelSerializer.COEFFICIENTS_BIN)) {
          return Nd4j.read(zip);
        }
      }
    }
    throw new IOException("its weights have gone");
  }
}
