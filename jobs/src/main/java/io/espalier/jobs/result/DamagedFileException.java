package io.espalier.jobs.result;

/** A file of a results folder is not what it should be; says which, what was expected and found. */
public final class DamagedFileException extends RuntimeException {
  private static final long serialVersionUID = 1;

  DamagedFileException(String file, String expected, String found, Throwable cause) {
    super(file + " is damaged: expected " + expected + ", found " + found, cause);
  }
}
