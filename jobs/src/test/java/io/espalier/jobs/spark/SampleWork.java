package io.espalier.jobs.spark;

import io.espalier.jobs.result.SampleRows;
import java.util.concurrent.atomic.AtomicBoolean;

/** Work that takes no time, and work that goes wrong. */
final class SampleWork {
  private static final BaselineFunction BASELINE =
      baseline -> new TrainedBaseline(new byte[] {1, 2, 3}, SampleRows.baseline());

  private static final PrefixFunction NO_PREFIX =
      (prefix, network) -> {
        throw new IllegalStateException("sample trials share no steps");
      };

  private static final AtomicBoolean ENDED = new AtomicBoolean();

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

  /** No trial ends before {@link #endEndless}. */
  static GridWork endless() {
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
    void act();
  }
}
