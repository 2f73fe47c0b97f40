package io.espalier.jobs.cli;

import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Turns Ctrl-C into a request: the first stops starting trials and waits for commits in flight, the
 * second ends the process at once. Mutable: knows how often it was asked.
 */
final class Interruption implements AutoCloseable {
  private static final Signal CTRL_C = new Signal("INT");

  private final SignalHandler before;
  private boolean asked;

  Interruption(Runnable cancel) {
    before = Signal.handle(CTRL_C, signal -> ask(cancel));
  }

  private synchronized void ask(Runnable cancel) {
    if (asked) {
      Runtime.getRuntime().halt(Espalier.INTERRUPTED);
    }
    asked = true;
    cancel.run();
  }

  @Override
  public void close() {
    Signal.handle(CTRL_C, before);
  }
}
