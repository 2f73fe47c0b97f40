package io.espalier.jobs.result;

/** A results folder cannot be used; the message says which and why. */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With the reason in a sentence. */
  public StoreException(String message) {
    super(message);
  }

  /** With what failed below. */
  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
