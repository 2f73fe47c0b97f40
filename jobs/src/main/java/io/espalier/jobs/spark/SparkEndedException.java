package io.espalier.jobs.spark;

/** Spark stopped under a run: its master refused us, went away, or this process is told to end. */
public final class SparkEndedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  SparkEndedException(String master, Throwable cause) {
    super(
        "Spark at "
            + master
            + " ended the run: "
            + reason(master)
            + "; what was stored is kept, and the same command goes on from it. Spark's log says more",
        cause);
  }

  private static String reason(String master) {
    return master.startsWith("local")
        ? "this process was told to end"
        : "the master refused this program (another secret, another version of Spark) or is gone,"
            + " or this process was told to end";
  }
}
