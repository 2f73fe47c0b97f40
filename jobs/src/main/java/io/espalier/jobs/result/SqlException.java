package io.espalier.jobs.result;

/** A statement that cannot be answered; the message says why in a line or two. */
public final class SqlException extends RuntimeException {
  private static final long serialVersionUID = 1;

  SqlException(String message, Throwable cause) {
    super(message, cause);
  }
}
