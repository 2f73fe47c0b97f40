package io.espalier.jobs.spark;

import io.espalier.jobs.result.ResultStore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Runs a grid over Spark into a results folder. One run at a time; {@link #cancel} from anywhere.
 */
public final class GridRunner {
  private final JavaSparkContext spark;
  private final ResultStore store;
  private final GridWork work;
  private final GridOptions options;
  private final Progress progress;
  private final AtomicBoolean cancelled = new AtomicBoolean();

  /**
   * @param spark where trials run
   * @param store where their rows go
   * @param work what is done for baselines and trials
   */
  public GridRunner(
      JavaSparkContext spark,
      ResultStore store,
      GridWork work,
      GridOptions options,
      Progress progress) {
    this.spark = spark;
    this.store = store;
    this.work = work;
    this.options = options;
    this.progress = progress;
  }

  /**
   * Runs what the options ask for of a plan, then brings the tables up to date. A trial that fails
   * becomes a row; only what would fail every trial is thrown.
   *
   * @throws io.espalier.jobs.result.StoreException if rows cannot be stored
   * @throws io.espalier.jobs.result.DamagedFileException if a trained network is damaged meanwhile
   * @throws SparkEndedException if Spark stops meanwhile
   */
  public RunSummary run(GridPlan plan) {
    store.plan(plan.study(), plan.trials());
    // Finds what is damaged while it can still run again.
    store.baselines().setAsideDamaged(progress::damaged);
    store.tables().compact(progress::damaged);
    try {
      return running(plan);
    } catch (IllegalStateException e) {
      if (spark.sc().isStopped() && !cancelled.get()) {
        throw new SparkEndedException(spark.master(), e);
      }
      throw e;
    }
  }

  private RunSummary running(GridPlan plan) {
    try (GridRun run = new GridRun(spark, store, work, options, progress, cancelled, plan)) {
      RunSummary summary = run.toEnd();
      store.tables().compact(progress::damaged);
      store.trials().pack();
      return summary;
    }
  }

  /** Starts no more trials; what runs may go on for the grace of the options. */
  public void cancel() {
    cancelled.set(true);
  }
}
