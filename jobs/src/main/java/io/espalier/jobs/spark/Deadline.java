package io.espalier.jobs.spark;

import java.time.Duration;

/**
 * A clock beside the thread that made it: interrupts it when its time is over, and acts when that
 * is ignored. Mutable.
 */
final class Deadline implements AutoCloseable {
  private final TimeLimit time;
  private final Runnable ignored;
  private final Thread timed = Thread.currentThread();
  private boolean closed;
  private boolean over;

  Deadline(TimeLimit time, Runnable ignored) {
    this.time = time;
    this.ignored = ignored;
    if (time.isSet()) {
      Thread watch = new Thread(this::watch, "espalier-deadline");
      watch.setDaemon(true);
      watch.start();
    }
  }

  /** Holds the lock whenever it does not wait, so that after {@link #close} nothing happens. */
  private synchronized void watch() {
    try {
      if (isClosedWithin(time.limit())) {
        return;
      }
      over = true;
      timed.interrupt();
      if (!isClosedWithin(time.grace())) {
        ignored.run();
      }
    } catch (InterruptedException e) {
      // Nobody has a reference to this thread but a JVM that ends.
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean isClosedWithin(Duration wait) throws InterruptedException {
    long until = System.nanoTime() + wait.toNanos();
    for (long left = wait.toMillis(); !closed && left > 0; left = millisTo(until)) {
      wait(left);
    }
    return closed;
  }

  private static long millisTo(long nanoTime) {
    return (nanoTime - System.nanoTime() + 999_999) / 1_000_000;
  }

  /** Whether the time was over before the clock was stopped. */
  synchronized boolean isOver() {
    return over;
  }

  /** Stops the clock; the thread is interrupted no more, and not any longer. */
  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
    if (over) {
      Thread.interrupted();
    }
  }
}
