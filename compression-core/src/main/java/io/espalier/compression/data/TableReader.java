package io.espalier.compression.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.ServiceLoader;

/** Reads files of tables that have a column of labels and one of images; found as a service. */
public interface TableReader {
  /** What the image column of a row holds. */
  sealed interface Cell {}

  /** Nothing: null, or an empty array. */
  record Absent() implements Cell {}

  /** The bytes of a PNG or JPEG file. */
  record Encoded(byte[] file) implements Cell {}

  /**
   * An array of numbers, arrays in arrays one after the other.
   *
   * @param real whether their type has fractions
   */
  record Values(float[] values, boolean real) implements Cell {}

  /** Takes the rows of a file. */
  interface Rows {
    /**
     * The next row.
     *
     * @param index within the file, from 0
     * @param label empty for null
     */
    void row(long index, OptionalLong label, Cell image);
  }

  /**
   * Reads a file from its first row to its last.
   *
   * @param label name of the column of labels; a dot goes into a structure
   * @param image name of the column of images; the same
   * @throws DataException if the file is truncated or foreign, or has no such columns, or columns
   *     of other types
   */
  void read(Path file, String label, String image, Rows rows) throws IOException;

  /**
   * The reader on the class path.
   *
   * @throws IllegalStateException if there is none
   */
  static TableReader ofClassPath() {
    return ServiceLoader.load(TableReader.class, TableReader.class.getClassLoader())
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("nothing on the class path reads Parquet files"));
  }
}
