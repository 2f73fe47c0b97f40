package io.espalier.jobs.spark;

import io.espalier.compression.trial.PlannedTrial;
import io.espalier.jobs.result.ResultStore;
import io.espalier.jobs.result.StartMarker;
import io.espalier.jobs.result.StoredBaseline;
import io.espalier.jobs.result.TrialFiles;
import io.espalier.jobs.spark.GridOptions.Rerun;
import io.espalier.jobs.spark.Job.Training;
import io.espalier.jobs.spark.Job.Trials;
import io.espalier.jobs.spark.RunSummary.End;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;

/** One run of a grid: hands what is ready to Spark until all is done. Mutable, one thread. */
final class GridRun implements AutoCloseable {
  private static final Duration TICK = Duration.ofMillis(500);

  private final TrialFiles files;
  private final GridOptions options;
  private final Progress progress;
  private final AtomicBoolean cancelled;
  private final GridPlan plan;
  private final String location;
  private final String run = UUID.randomUUID().toString();
  private final ReadyQueue queue = new ReadyQueue();
  private final Attempts attempts;
  private final Tally tally;
  private final GridJobs jobs;
  private final TrialEnds ends;
  private final StartNetworks starts;
  private final HoldUps holdUps;
  private boolean aloneRuns;

  GridRun(
      JavaSparkContext spark,
      ResultStore store,
      GridWork work,
      GridOptions options,
      Progress progress,
      AtomicBoolean cancelled,
      GridPlan plan) {
    this.files = store.trials();
    this.options = options;
    this.progress = progress;
    this.cancelled = cancelled;
    this.plan = plan;
    this.location = store.location();
    this.attempts = Attempts.in(files);
    this.tally = new Tally(plan.trials().size());
    TaskSetup setup =
        new TaskSetup(
            location,
            new SerializableConfiguration(spark.hadoopConfiguration()),
            plan.study(),
            work,
            new TimeLimit(options.trialTimeout().orElse(Duration.ZERO), options.grace()),
            run,
            spark.sc().applicationId());
    this.jobs = new GridJobs(spark, setup);
    Map<String, StoredBaseline> baselines = new HashMap<>();
    this.holdUps = new HoldUps(files, attempts, tally, setup.time());
    FailureRows rows = new FailureRows(files, setup);
    int most = options.maxAttempts();
    this.ends = new TrialEnds(files, queue, attempts, tally, rows, baselines, most, cancelled);
    this.starts =
        new StartNetworks(plan, store, jobs, queue, ends, tally, progress, baselines, most);
  }

  RunSummary toEnd() {
    sort();
    starts.prepare();
    try {
      Optional<End> early = Optional.empty();
      while (early.isEmpty() && (jobs.running() > 0 || !queue.isEmpty())) {
        fill();
        jobs.next(TICK).ifPresent(this::ended);
        report();
        early = early();
      }
      boolean complete = jobs.running() == 0 && queue.isEmpty();
      if (!complete && early.filter(End.HELD_UP::equals).isEmpty()) {
        drain();
      }
      return tally.summary(location, complete ? End.COMPLETE : early.orElse(End.CANCELLED));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return tally.summary(location, End.CANCELLED);
    }
  }

  /** Why the run ends although trials wait or run; empty if it does not. */
  private Optional<End> early() {
    if (cancelled.get()) {
      return Optional.of(End.CANCELLED);
    } else if (tally.failedNow() >= options.maxFailed().orElse(Integer.MAX_VALUE)) {
      return Optional.of(End.TOO_MANY_FAILED);
    }
    return holdUps.hold(jobs, queue, slots()) ? Optional.of(End.HELD_UP) : Optional.empty();
  }

  private void report() {
    progress.at(tally.counts(jobs.running()));
  }

  /** Parts the plan into what is done, what runs and what runs alone. */
  private void sort() {
    Set<String> succeeded = files.succeeded();
    for (PlannedTrial trial : plan.trials()) {
      String id = trial.id().value();
      if (succeeded.contains(id)) {
        tally.foundSucceeded(1);
      } else if (attempts.hasFailed(id) != (options.rerun() == Rerun.FAILED)) {
        tally.foundFailed(attempts.hasFailed(id) ? 1 : 0);
      } else {
        ends.enqueue(trial);
      }
    }
    report();
  }

  /**
   * Hands ready trials to Spark, at most twice the slots, and beside them a prefix a slot; a
   * suspect only when nothing else is.
   */
  private void fill() {
    int limit = limit();
    while (!aloneRuns && jobs.running() < limit) {
      List<PlannedTrial> next = queue.next(tally.recentMillis(), slots());
      if (next.isEmpty()) {
        break;
      }
      start(next, false);
    }
    if (!aloneRuns) {
      starts.trainPrefixes(slots(), limit);
    }
    if (jobs.running() == 0) {
      queue
          .nextSuspect()
          .ifPresent(
              suspect -> {
                aloneRuns = true;
                start(List.of(suspect), true);
              });
    }
  }

  private int slots() {
    return Math.min(jobs.slots(), options.parallelism().orElse(Integer.MAX_VALUE));
  }

  private int limit() {
    boolean narrowed = options.parallelism().orElse(Integer.MAX_VALUE) < jobs.slots();
    return narrowed ? slots() : 2 * slots();
  }

  private void start(List<PlannedTrial> trials, boolean alone) {
    Optional<StoredBaseline> start = starts.of(trials.get(0));
    if (start.isPresent()) {
      tally.launched();
      jobs.run(new Trials(trials, alone), start.get(), attempts);
    } else {
      aloneRuns = aloneRuns && !alone;
      trials.forEach(alone ? queue::addSuspect : queue::add);
    }
  }

  private void ended(JobPool.End<Job, Object> end) {
    if (end.key() instanceof Training training) {
      starts.ended(training.baseline(), end);
    } else if (end.key() instanceof Job.Prefix prefix) {
      starts.ended(prefix.prefix(), end);
    } else if (end.key() instanceof Trials trials) {
      aloneRuns = aloneRuns && !trials.alone();
      end.yield()
          .ifPresentOrElse(
              outcomes -> ends.told(trials, outcomes),
              () -> ends.lost(trials, end.error().orElseThrow()));
    }
  }

  /** Waits for what runs as long as the grace lasts, then forgets that it was started. */
  private void drain() throws InterruptedException {
    files.stop(run);
    Instant until = Instant.now().plus(options.grace());
    while (jobs.running() > 0 && Instant.now().isBefore(until)) {
      jobs.next(TICK).ifPresent(this::endedLate);
      report();
    }
    if (jobs.running() > 0) {
      forgetStarts();
    } else {
      files.forgetStop(run);
    }
  }

  private void endedLate(JobPool.End<Job, Object> end) {
    if (end.yield().isPresent()) {
      ended(end);
    }
  }

  /** The trials we cut off are no suspects. */
  private void forgetStarts() {
    Set<String> planned =
        plan.trials().stream().map(t -> t.id().value()).collect(Collectors.toSet());
    for (StartMarker marker : files.started()) {
      if (planned.contains(marker.trialId()) && !attempts.lost(marker.trialId()).contains(marker)) {
        files.end(marker);
      }
    }
  }

  @Override
  public void close() {
    jobs.close();
  }
}
