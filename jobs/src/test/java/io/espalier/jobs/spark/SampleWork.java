package io.espalier.jobs.spark;

import io.espalier.jobs.result.SampleRows;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Work that takes no time, and work that goes wrong. */
final class SampleWork {
  private static final BaselineFunction BASELINE =
      baseline -> new TrainedBaseline(new byte[] {1, 2, 3}, SampleRows.baseline());

  private static final PrefixFunction NO_PREFIX =
      (prefix, network) -> {
        throw new IllegalStateException("sample trials share no steps");
      };

  private static final AtomicBoolean ENDED = new AtomicBoolean();
  private static final AtomicInteger STARTED = new AtomicInteger();

  private SampleWork() {}

  static GridWork good() {
    return new GridWork(
        BASELINE, NO_PREFIX, (trial, network) -> SampleRows.result(trial), SampleRows::facts);
  }

  /** Each trial takes a fifth of a second. */
  static GridWork slow() {
    return new GridWork(
        BASELINE,
        NO_PREFIX,
        (trial, network) -> {
          Thread.sleep(200);
          return SampleRows.result(trial);
        },
        SampleRows::facts);
  }

  /** The first trials that are started in this process succeed, the others never end. */
  static GridWork first(int trials) {
    return new GridWork(
        BASELINE,
        NO_PREFIX,
        (trial, network) -> {
          if (STARTED.incrementAndGet() > trials) {
            Thread.sleep(Duration.ofHours(1).toMillis());
          }
          return SampleRows.result(trial);
        },
        SampleRows::facts);
  }

  /** No trial ends before {@link #endEndless}. */
  static GridWork endless() {
    ENDED.set(false);
    return new GridWork(
        BASELINE,
        NO_PREFIX,
        (trial, network) -> {
          while (!ENDED.get()) {
            Thread.onSpinWait();
          }
          return SampleRows.result(trial);
        },
        SampleRows::facts);
  }

  static void endEndless() {
    ENDED.set(true);
  }

  static GridWork throwing(String id) {
    return bad(
        id,
        () -> {
          throw new IllegalStateException("broken on purpose");
        });
  }

  static GridWork exhausting(String id) {
    return bad(
        id,
        () -> {
          throw new OutOfMemoryError("Java heap space");
        });
  }

  static GridWork erring(String id) {
    return bad(
        id,
        () -> {
          throw new LinkageError("linked wrongly on purpose");
        });
  }

  /** Fills what heap there is. */
  static GridWork hoarding(String id) {
    return bad(
        id,
        () -> {
          List<long[]> hoard = new ArrayList<>();
          while (true) {
            hoard.add(new long[1 << 20]);
          }
        });
  }

  /** Allocates outside the heap until there is no more. */
  static GridWork hoardingOutside(String id) {
    return bad(
        id,
        () -> {
          List<ByteBuffer> hoard = new ArrayList<>();
          while (true) {
            hoard.add(ByteBuffer.allocateDirect(1 << 26));
          }
        });
  }

  /** Never ends, but minds an interruption, as the networks of the program do. */
  static GridWork sleeping(String id) {
    return bad(id, () -> Thread.sleep(Duration.ofHours(1).toMillis()));
  }

  /** Minds nothing before {@link #endEndless}. */
  static GridWork endless(String id) {
    ENDED.set(false);
    return bad(
        id,
        () -> {
          while (!ENDED.get()) {
            Thread.onSpinWait();
          }
        });
  }

  static GridWork exiting(String id) {
    return bad(id, () -> System.exit(3));
  }

  /** Every trial fails. */
  static GridWork hopeless() {
    return new GridWork(
        BASELINE,
        NO_PREFIX,
        (trial, network) -> {
          throw new IllegalStateException("none can succeed");
        },
        SampleRows::facts);
  }

  static GridWork halting(String id) {
    return bad(id, () -> Runtime.getRuntime().halt(3));
  }

  static GridWork untrainable() {
    return new GridWork(
        baseline -> {
          throw new IllegalStateException("cannot be trained");
        },
        NO_PREFIX,
        (trial, network) -> SampleRows.result(trial),
        SampleRows::facts);
  }

  private static GridWork bad(String id, Act act) {
    return new GridWork(
        BASELINE,
        NO_PREFIX,
        (trial, network) -> {
          if (trial.id().value().equals(id)) {
            act.act();
          }
          return SampleRows.result(trial);
        },
        SampleRows::facts);
  }

  /** Something that does not end well. */
  private interface Act extends java.io.Serializable {
    void act() throws Exception;
  }
}
