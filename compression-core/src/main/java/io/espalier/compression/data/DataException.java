package io.espalier.compression.data;

import java.nio.file.Path;

/** A data file that is missing, truncated, foreign or unreadable; the message names the file. */
public final class DataException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** One fault. */
  public DataException(String message) {
    super(message);
  }

  /** One fault that came of another. */
  public DataException(String message, Throwable cause) {
    super(message, cause);
  }

  static DataException wrongLength(String file, long expected, long found) {
    return new DataException(file + ": expected " + expected + " bytes, found " + found);
  }

  static DataException missing(Path file, String advice) {
    return new DataException(file + ": no such file; " + advice);
  }
}
