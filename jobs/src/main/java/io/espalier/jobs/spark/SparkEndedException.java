package io.espalier.jobs.spark;

/** Spark stopped under a run: its master refused us, or went away. What was stored stays. */
public final class SparkEndedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  SparkEndedException(String master, Throwable cause) {
    super(
        "Spark at "
            + master
            + " ended the run: the master refused this program (another secret, another version of"
            + " Spark) or is gone; what was stored is kept, and the same command goes on from it."
            + " Spark's log says more",
        cause);
  }
}
