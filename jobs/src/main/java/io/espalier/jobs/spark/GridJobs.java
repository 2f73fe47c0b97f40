package io.espalier.jobs.spark;

import io.espalier.compression.trial.PlannedBaseline;
import io.espalier.compression.trial.PlannedPrefix;
import io.espalier.jobs.result.StoredBaseline;
import io.espalier.jobs.spark.Job.Prefix;
import io.espalier.jobs.spark.Job.Training;
import io.espalier.jobs.spark.Job.Trials;
import io.espalier.jobs.spark.PlanText.BaselineText;
import io.espalier.jobs.spark.PlanText.PrefixText;
import io.espalier.jobs.spark.PlanText.TrialText;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * The Spark side of a run: what tasks need is broadcast once, every job has one task. Mutable, one
 * thread.
 */
final class GridJobs implements AutoCloseable {
  private final JavaSparkContext spark;
  private final Broadcast<TaskSetup> setup;
  private final Map<String, Broadcast<StoredBaseline>> networks = new HashMap<>();
  private final JobPool<Job, Object> pool;

  GridJobs(JavaSparkContext spark, TaskSetup setup) {
    this.spark = spark;
    this.setup = spark.broadcast(setup);
    this.pool = new JobPool<>(spark, "espalier-" + setup.run());
  }

  void train(PlannedBaseline baseline) {
    BaselineText text = PlanText.of(baseline);
    BaselineTask task = new BaselineTask(setup);
    pool.start(
        new Training(baseline),
        "baseline " + baseline.id(),
        () -> {
          Optional<BaselineTask.Trained> spread = task.spread(text, spark);
          return spread.isPresent()
              ? List.of(spread.get())
              : List.copyOf(spark.parallelize(List.of(text), 1).map(task).collect());
        });
  }

  void train(PlannedPrefix prefix, StoredBaseline from) {
    PrefixText text = PlanText.of(prefix);
    PrefixTask task = new PrefixTask(setup, network(from));
    pool.start(
        new Prefix(prefix),
        "prefix " + prefix.id(),
        () -> List.copyOf(spark.parallelize(List.of(text), 1).map(task).collect()));
  }

  void run(Trials trials, StoredBaseline baseline, Attempts attempts) {
    TrialTask task = new TrialTask(setup, network(baseline));
    List<TrialText> texts =
        trials.trials().stream()
            .map(trial -> PlanText.of(trial, attempts.last(trial.id().value()), trials.alone()))
            .toList();
    pool.start(
        trials,
        texts.get(0).label(),
        () -> List.copyOf(spark.parallelize(texts, 1).mapPartitions(task).collect()));
  }

  /** A network that tasks were given before. */
  Optional<StoredBaseline> held(String id) {
    return Optional.ofNullable(networks.get(id)).map(Broadcast::value);
  }

  private Broadcast<StoredBaseline> network(StoredBaseline baseline) {
    return networks.computeIfAbsent(baseline.id(), id -> spark.broadcast(baseline));
  }

  int running() {
    return pool.running().size();
  }

  /** The jobs of trials that run, or wait for a slot in Spark. */
  List<Trials> trials() {
    return pool.running().stream()
        .filter(Trials.class::isInstance)
        .map(Trials.class::cast)
        .toList();
  }

  /** Trials that can run at the same time. */
  int slots() {
    return spark.defaultParallelism();
  }

  Optional<JobPool.End<Job, Object>> next(Duration patience) throws InterruptedException {
    return pool.next(patience);
  }

  /**
   * Ends its jobs. What was broadcast goes when nobody holds it any more, or with the session:
   * destroying it here, in the background as Spark does it, would race with the end of the session
   * and now and then print stack traces behind a run that went well.
   */
  @Override
  public void close() {
    pool.close();
  }
}
