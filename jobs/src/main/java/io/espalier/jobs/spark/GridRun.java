package io.espalier.jobs.spark;

import io.espalier.compression.trial.Failure;
import io.espalier.compression.trial.FailureKind;
import io.espalier.compression.trial.Phase;
import io.espalier.compression.trial.PlannedBaseline;
import io.espalier.compression.trial.PlannedPrefix;
import io.espalier.compression.trial.PlannedTrial;
import io.espalier.compression.trial.TrialResult;
import io.espalier.jobs.result.DamagedFileException;
import io.espalier.jobs.result.FailedFile;
import io.espalier.jobs.result.ResultStore;
import io.espalier.jobs.result.StartMarker;
import io.espalier.jobs.result.StoreException;
import io.espalier.jobs.result.StoredBaseline;
import io.espalier.jobs.result.TrialFiles;
import io.espalier.jobs.spark.GridOptions.Rerun;
import io.espalier.jobs.spark.Job.Training;
import io.espalier.jobs.spark.Job.Trials;
import io.espalier.jobs.spark.RunSummary.End;
import io.espalier.jobs.spark.RunSummary.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;

/** One run of a grid: what waits, what is with Spark, what ended. Mutable, one thread. */
final class GridRun implements AutoCloseable {
  private static final Duration TICK = Duration.ofMillis(500);
  private static final int BARREN_JOBS = 3;

  private final ResultStore store;
  private final TrialFiles files;
  private final GridOptions options;
  private final Progress progress;
  private final AtomicBoolean cancelled;
  private final GridPlan plan;
  private final String run = UUID.randomUUID().toString();
  private final FailureRows failureRows;
  private final Map<String, StoredBaseline> baselines = new HashMap<>();
  private final Map<String, Integer> lostTrainings = new HashMap<>();
  private final ReadyQueue queue = new ReadyQueue();
  private final PrefixQueue prefixes;
  private final Attempts attempts;
  private final Tally tally;
  private final GridJobs jobs;
  private boolean aloneRuns;
  private int barren;

  GridRun(
      JavaSparkContext spark,
      ResultStore store,
      GridWork work,
      GridOptions options,
      Progress progress,
      AtomicBoolean cancelled,
      GridPlan plan) {
    this.store = store;
    this.files = store.trials();
    this.options = options;
    this.progress = progress;
    this.cancelled = cancelled;
    this.plan = plan;
    this.attempts = Attempts.in(files);
    this.prefixes = new PrefixQueue(plan.prefixes(), store.prefixes()::has);
    this.tally = new Tally(plan.trials().size());
    TaskSetup setup =
        new TaskSetup(
            store.location(),
            new SerializableConfiguration(spark.hadoopConfiguration()),
            plan.study(),
            work,
            run,
            spark.sc().applicationId());
    this.failureRows = new FailureRows(files, setup);
    this.jobs = new GridJobs(spark, setup);
  }

  RunSummary toEnd() {
    sort();
    queue.baselines().forEach(this::findOrTrain);
    queue.starts().forEach(this::want);
    try {
      while (!cancelled.get() && (jobs.running() > 0 || !queue.isEmpty())) {
        fill();
        jobs.next(TICK).ifPresent(this::ended);
        report();
      }
      boolean complete = jobs.running() == 0 && queue.isEmpty();
      if (!complete) {
        drain();
      }
      return tally.summary(store.location(), complete ? End.COMPLETE : End.CANCELLED);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return tally.summary(store.location(), End.CANCELLED);
    }
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
        enqueue(trial);
      }
    }
    report();
  }

  private void enqueue(PlannedTrial trial) {
    String id = trial.id().value();
    if (attempts.isGuilty(id, options.maxAttempts())) {
      failLost(trial);
    } else if (attempts.lost(id).isEmpty()) {
      queue.add(trial);
    } else {
      queue.addSuspect(trial);
    }
  }

  private void findOrTrain(String id) {
    Optional<StoredBaseline> found = store.baselines().find(id);
    if (found.isPresent()) {
      have(found.get());
    } else {
      train(baseline(id));
    }
  }

  private PlannedBaseline baseline(String id) {
    return plan.baselines().stream().filter(b -> b.id().equals(id)).findFirst().orElseThrow();
  }

  private void have(StoredBaseline baseline) {
    baselines.put(baseline.id(), baseline);
    prefixes.markThere(baseline.id());
    queue.markTrained(baseline.id());
  }

  private void want(String startId) {
    if (prefixes.want(startId)) {
      queue.markTrained(startId);
    }
  }

  /** The kept network of a baseline or prefix; empty if it is damaged, and then trained again. */
  private Optional<StoredBaseline> kept(String id, String baselineId) {
    StoredBaseline baseline = baselines.get(baselineId);
    Optional<StoredBaseline> held = prefixes.isPrefix(id) ? jobs.held(id) : Optional.of(baseline);
    if (held.isPresent()) {
      return held;
    }
    try {
      Optional<byte[]> network = store.prefixes().find(id);
      if (network.isPresent()) {
        return Optional.of(baseline.after(id, network.get()));
      }
    } catch (DamagedFileException e) {
      store.prefixes().setAside(id);
      progress.damaged(e.getMessage());
    }
    queue.markLost(id);
    trainAgain(id);
    return Optional.empty();
  }

  private void trainAgain(String prefixId) {
    prefixes.markLost(prefixId);
    want(prefixId);
  }

  private void train(PlannedBaseline baseline) {
    progress.training(baseline.id());
    jobs.train(baseline);
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
    while (!aloneRuns && prefixes.running() < slots() && jobs.running() < limit) {
      Optional<PlannedPrefix> next = prefixes.next();
      if (next.isEmpty()) {
        break;
      }
      train(next.get());
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
    PlannedTrial first = trials.get(0);
    Optional<StoredBaseline> start = kept(first.startId(), first.baselineId());
    if (start.isPresent()) {
      tally.launched();
      jobs.run(new Trials(trials, alone), start.get(), attempts);
    } else {
      aloneRuns = aloneRuns && !alone;
      trials.forEach(alone ? queue::addSuspect : queue::add);
    }
  }

  private void train(PlannedPrefix prefix) {
    Optional<StoredBaseline> from = kept(prefix.parentId(), baselineOf(prefix.parentId()));
    if (from.isPresent()) {
      progress.trainingPrefix(prefix.id());
      jobs.train(prefix, from.get());
    } else {
      trainAgain(prefix.id());
    }
  }

  /** The baseline that a prefix, or a prefix of it, starts from. */
  private String baselineOf(String id) {
    return plan.prefixes().stream()
        .filter(prefix -> prefix.id().equals(id))
        .findFirst()
        .map(prefix -> baselineOf(prefix.parentId()))
        .orElse(id);
  }

  private void ended(JobPool.End<Job, Object> end) {
    if (end.key() instanceof Training training) {
      trained(training.baseline(), end);
    } else if (end.key() instanceof Job.Prefix prefix) {
      trained(prefix.prefix(), end);
    } else if (end.key() instanceof Trials trials) {
      aloneRuns = aloneRuns && !trials.alone();
      end.yield()
          .ifPresentOrElse(
              outcomes -> outcomes(trials, outcomes),
              () -> lost(trials, end.error().orElseThrow()));
    }
  }

  private void trained(PlannedBaseline baseline, JobPool.End<Job, Object> end) {
    if (end.yield().isEmpty()) {
      lostTraining(baseline, end.error().orElseThrow());
      return;
    }
    BaselineTask.Trained trained = (BaselineTask.Trained) end.yield().get().get(0);
    if (trained.isStored()) {
      tally.trained();
      progress.trained(baseline.id());
      have(store.baselines().find(baseline.id()).orElseThrow());
    } else {
      failAll(
          baseline,
          new Failure(
              FailureKind.valueOf(trained.failureKind()),
              Phase.TRAIN,
              "baseline " + baseline.id() + ": " + trained.message(),
              trained.failureClass(),
              trained.stack()));
    }
  }

  private void trained(PlannedPrefix prefix, JobPool.End<Job, Object> end) {
    if (end.yield().isEmpty()) {
      lostTraining(prefix, end.error().orElseThrow());
      return;
    }
    PrefixTask.Told told = (PrefixTask.Told) end.yield().get().get(0);
    if (told.isKept()) {
      tally.kept();
      prefixes.markThere(prefix.id());
      queue.markTrained(prefix.id());
    } else {
      failAll(prefix.id(), told.result());
    }
  }

  private void lostTraining(PlannedPrefix prefix, Exception error) {
    if (lostTrainings.merge(prefix.id(), 1, Integer::sum) < options.maxAttempts()) {
      trainAgain(prefix.id());
    } else {
      String message = "the training it shares with others ended its process: ";
      failAll(
          prefix.id(),
          Failures.result(
              new Failure(
                  FailureKind.EXECUTOR_LOST, Phase.TRAIN, message + error.getMessage(), "", ""),
              0));
    }
  }

  private void lostTraining(PlannedBaseline baseline, Exception error) {
    if (lostTrainings.merge(baseline.id(), 1, Integer::sum) < options.maxAttempts()) {
      train(baseline);
    } else {
      String message = "baseline " + baseline.id() + ": its training ended its process: ";
      failAll(
          baseline,
          new Failure(
              FailureKind.EXECUTOR_LOST, Phase.TRAIN, message + error.getMessage(), "", ""));
    }
  }

  private void failAll(PlannedBaseline baseline, Failure failure) {
    failAll(baseline.id(), Failures.result(failure, 0));
  }

  /** Fails the trials that start from a network that cannot be had, or from one after it. */
  private void failAll(String startId, TrialResult result) {
    for (String lost : prefixes.giveUp(startId)) {
      for (PlannedTrial trial : queue.giveUp(lost)) {
        fail(trial, result, attempts.last(trial.id().value()) + 1);
      }
    }
  }

  private void outcomes(Trials job, List<Object> outcomes) {
    barren = 0;
    Map<String, PlannedTrial> trials =
        job.trials().stream().collect(Collectors.toMap(t -> t.id().value(), Function.identity()));
    for (Object each : outcomes) {
      Outcome outcome = (Outcome) each;
      outcome(trials.get(outcome.trialId()), outcome);
    }
  }

  private void outcome(PlannedTrial trial, Outcome outcome) {
    switch (outcome.kind()) {
      case SUCCEEDED -> tally.ended(outcome.millis());
      case FOUND -> tally.foundSucceeded(1);
      case FAILED -> tally.failed(outcome.millis(), reason(trial, outcome));
      case NOT_RUN -> queue.add(trial);
      case NOT_STORED -> throw new StoreException(outcome.message());
    }
  }

  private static Reason reason(PlannedTrial trial, Outcome outcome) {
    return new Reason(outcome.trialId(), trial.label(), outcome.failureKind(), outcome.message());
  }

  /**
   * A job failed as a whole: what left a row is done, what left a marker is suspect, the rest
   * waits.
   */
  private void lost(Trials job, Exception error) {
    attempts.refresh(files);
    boolean progressed = false;
    for (PlannedTrial trial : job.trials()) {
      String id = trial.id().value();
      int last = attempts.last(id);
      if (files.hasSucceeded(id)) {
        tally.ended(0);
        progressed = true;
      } else if (files.hasFailed(new FailedFile(id, Math.max(1, last)))
          || files.hasFailed(new FailedFile(id, last + 1))) {
        tally.failed(0, new Reason(id, trial.label(), "", "its row is stored, its process ended"));
        progressed = true;
      } else {
        progressed |= !attempts.lost(id).isEmpty();
        enqueue(trial);
      }
    }
    barren = progressed ? 0 : barren + 1;
    if (barren >= BARREN_JOBS && !cancelled.get()) {
      throw new IllegalStateException("Spark cannot run trials: " + reason(error), error);
    }
  }

  private static String reason(Exception error) {
    String message = String.valueOf(error.getMessage());
    return error instanceof SparkException ? message.lines().findFirst().orElse("") : message;
  }

  /** A trial that ended its process as often as it may. */
  private void failLost(PlannedTrial trial) {
    List<StartMarker> lost = attempts.lost(trial.id().value());
    String message = "its process ended " + lost.size() + " times while it ran";
    fail(
        trial,
        Failures.result(new Failure(FailureKind.EXECUTOR_LOST, Phase.EVAL, message, "", ""), 0),
        attempts.last(trial.id().value()));
  }

  private void fail(PlannedTrial trial, TrialResult result, int attempt) {
    String id = trial.id().value();
    Failure failure = result.failure().orElseThrow();
    failureRows.store(
        trial, result, attempt, Optional.ofNullable(baselines.get(trial.baselineId())));
    attempts.fail(id, attempt);
    tally.failed(0, new Reason(id, trial.label(), failure.kind().name(), failure.message()));
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
