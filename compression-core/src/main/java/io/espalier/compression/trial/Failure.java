package io.espalier.compression.trial;

import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * Why a trial failed.
 *
 * @param kind coarsely
 * @param phase what it was doing
 * @param message in a sentence, naming the layer where one is at fault
 * @param failureClass the exception's class, empty if there was none
 * @param stack the stack trace as text, empty if there was none
 */
public record Failure(
    FailureKind kind, Phase phase, String message, String failureClass, String stack) {
  /** A row carries its stack trace: enough of it to find the place, not all of a deep recursion. */
  private static final int STACK_CHARACTERS = 8000;

  /** A failure by an exception. */
  public static Failure of(FailureKind kind, Phase phase, Throwable thrown) {
    String message =
        thrown.getMessage() == null ? thrown.getClass().getSimpleName() : thrown.getMessage();
    return new Failure(kind, phase, message, thrown.getClass().getName(), stack(thrown));
  }

  private static String stack(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    String stack = text.toString();
    return stack.substring(0, Math.min(stack.length(), STACK_CHARACTERS));
  }
}
