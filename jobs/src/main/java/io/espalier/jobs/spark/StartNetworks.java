package io.espalier.jobs.spark;

import io.espalier.compression.trial.Failure;
import io.espalier.compression.trial.FailureKind;
import io.espalier.compression.trial.Phase;
import io.espalier.compression.trial.PlannedBaseline;
import io.espalier.compression.trial.PlannedPrefix;
import io.espalier.compression.trial.PlannedTrial;
import io.espalier.compression.trial.TrialResult;
import io.espalier.jobs.result.DamagedFileException;
import io.espalier.jobs.result.ResultStore;
import io.espalier.jobs.result.StoredBaseline;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The networks that trials of a run start from, baselines and kept prefixes: found or trained,
 * trained again when lost. Mutable, one thread.
 */
final class StartNetworks {
  private final GridPlan plan;
  private final ResultStore store;
  private final GridJobs jobs;
  private final ReadyQueue queue;
  private final TrialEnds ends;
  private final Tally tally;
  private final Progress progress;
  private final int maxAttempts;
  private final PrefixQueue prefixes;
  private final Map<String, StoredBaseline> baselines;
  private final Map<String, Integer> lost = new HashMap<>();

  /**
   * @param baselines that are there, by id; filled here
   * @param maxAttempts trainings that may be lost with their process before one fails
   */
  StartNetworks(
      GridPlan plan,
      ResultStore store,
      GridJobs jobs,
      ReadyQueue queue,
      TrialEnds ends,
      Tally tally,
      Progress progress,
      Map<String, StoredBaseline> baselines,
      int maxAttempts) {
    this.plan = plan;
    this.store = store;
    this.jobs = jobs;
    this.queue = queue;
    this.ends = ends;
    this.tally = tally;
    this.progress = progress;
    this.baselines = baselines;
    this.maxAttempts = maxAttempts;
    this.prefixes = new PrefixQueue(plan.prefixes(), store.prefixes()::has);
  }

  /** Finds what waiting trials need, or has its training begin. */
  void prepare() {
    queue.baselines().forEach(this::findOrTrain);
    queue.starts().forEach(this::want);
  }

  private void findOrTrain(String id) {
    store.baselines().find(id).ifPresentOrElse(this::have, () -> train(baseline(id)));
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

  /** What a trial starts from; empty if it is damaged, and then trained again. */
  Optional<StoredBaseline> of(PlannedTrial trial) {
    return kept(trial.startId(), trial.baselineId());
  }

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

  /** Hands prefixes whose parents are there to Spark, at most so many at the same time. */
  void trainPrefixes(int most, int jobLimit) {
    while (prefixes.running() < most && jobs.running() < jobLimit) {
      Optional<PlannedPrefix> next = prefixes.next();
      if (next.isEmpty()) {
        break;
      }
      train(next.get());
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

  void ended(PlannedBaseline baseline, JobPool.End<Job, Object> end) {
    if (end.yield().isEmpty()) {
      lost(baseline, end.error().orElseThrow());
      return;
    }
    BaselineTask.Trained trained = (BaselineTask.Trained) end.yield().get().get(0);
    if (trained.isStored()) {
      tally.trained();
      progress.trained(baseline.id());
      have(store.baselines().find(baseline.id()).orElseThrow());
    } else {
      fail(
          baseline.id(),
          new Failure(
              FailureKind.valueOf(trained.failureKind()),
              Phase.TRAIN,
              "baseline " + baseline.id() + ": " + trained.message(),
              trained.failureClass(),
              trained.stack()));
    }
  }

  void ended(PlannedPrefix prefix, JobPool.End<Job, Object> end) {
    if (end.yield().isEmpty()) {
      lost(prefix, end.error().orElseThrow());
      return;
    }
    PrefixTask.Told told = (PrefixTask.Told) end.yield().get().get(0);
    if (told.isKept()) {
      tally.kept();
      prefixes.markThere(prefix.id());
      queue.markTrained(prefix.id());
    } else {
      fail(prefix.id(), told.result());
    }
  }

  private void lost(PlannedBaseline baseline, Exception error) {
    if (mayLoseAgain(baseline.id())) {
      train(baseline);
    } else {
      fail(
          baseline.id(),
          lost("baseline " + baseline.id() + ": its training ended its process: ", error));
    }
  }

  private void lost(PlannedPrefix prefix, Exception error) {
    if (mayLoseAgain(prefix.id())) {
      trainAgain(prefix.id());
    } else {
      fail(prefix.id(), lost("the training it shares with others ended its process: ", error));
    }
  }

  private boolean mayLoseAgain(String id) {
    return lost.merge(id, 1, Integer::sum) < maxAttempts;
  }

  private static Failure lost(String message, Exception error) {
    return new Failure(
        FailureKind.EXECUTOR_LOST, Phase.TRAIN, message + error.getMessage(), "", "");
  }

  private void fail(String startId, Failure failure) {
    fail(startId, Failures.result(failure, 0));
  }

  /** Fails the trials that start from a network that cannot be had, or from one after it. */
  private void fail(String startId, TrialResult result) {
    for (String given : prefixes.giveUp(startId)) {
      queue.giveUp(given).forEach(trial -> ends.failUnstarted(trial, result));
    }
  }
}
