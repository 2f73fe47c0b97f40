package io.espalier.jobs.cli;

/**
 * Something only the user can put right; the message says what is wrong and what would be right.
 */
final class UserError extends RuntimeException {
  private static final long serialVersionUID = 1;

  UserError(String message) {
    super(message);
  }
}
