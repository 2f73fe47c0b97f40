package io.espalier.jobs.result;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Where a {@link FaultyFileSystem} fails: one place at a time, for the whole process. */
final class Faults {
  private static final List<String> OPERATIONS = new CopyOnWriteArrayList<>();
  private static volatile Optional<Fault> fault = Optional.empty();
  private static volatile boolean gone;

  private Faults() {}

  /** When in the course of a write or rename. */
  enum When {
    BEFORE,
    MIDDLE,
    AFTER
  }

  /** Whether the file system works on after it failed. */
  enum Then {
    WORKS,
    IS_GONE
  }

  /**
   * One failure.
   *
   * @param operation which write or rename, from 0
   */
  record Fault(int operation, When when, Then then) {}

  /** Counts from 0 again, and fails at most here. */
  static void arm(Optional<Fault> next) {
    OPERATIONS.clear();
    gone = false;
    fault = next;
  }

  /** Writes and renames since, in order. */
  static List<String> operations() {
    return List.copyOf(OPERATIONS);
  }

  static synchronized Operation next(String what) throws IOException {
    check(what);
    OPERATIONS.add(what);
    return new Operation(OPERATIONS.size() - 1, what);
  }

  static void check(String what) throws IOException {
    if (gone) {
      throw new IOException("gone on purpose: " + what);
    }
  }

  /** A write or rename under way. */
  record Operation(int index, String what) {
    void before() throws IOException {
      fail(When.BEFORE);
    }

    boolean isMiddle() {
      return is(When.MIDDLE);
    }

    void middle() throws IOException {
      fail(When.MIDDLE);
    }

    void after() throws IOException {
      fail(When.AFTER);
    }

    private boolean is(When when) {
      return fault.filter(f -> f.operation() == index && f.when() == when).isPresent();
    }

    private void fail(When when) throws IOException {
      if (is(when)) {
        gone = fault.orElseThrow().then() == Then.IS_GONE;
        throw new IOException("broken on purpose: " + when + " " + what);
      }
    }
  }
}
