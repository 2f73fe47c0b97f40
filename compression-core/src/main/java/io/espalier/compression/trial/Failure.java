package io.espalier.compression.trial;

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
    FailureKind kind, Phase phase, String message, String failureClass, String stack) {}
