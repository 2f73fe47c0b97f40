package io.espalier.jobs.spark;

import io.espalier.compression.trial.PlannedTrial;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Trials that wait: by the network they start from, ready once that is trained; suspects of killing
 * their process apart. Mutable, one thread.
 */
final class ReadyQueue {
  /** Trials this short are bundled until a task takes about a quarter of a second. */
  private static final double TASK_MILLIS = 250;

  private static final int MOST = 64;

  private final Map<String, Deque<PlannedTrial>> waiting = new LinkedHashMap<>();
  private final Set<String> trained = new HashSet<>();
  private final Deque<PlannedTrial> suspects = new ArrayDeque<>();
  private int count;

  void add(PlannedTrial trial) {
    waiting.computeIfAbsent(trial.startId(), id -> new ArrayDeque<>()).add(trial);
    count++;
  }

  void addSuspect(PlannedTrial trial) {
    suspects.add(trial);
  }

  /** The baselines that waiting trials and suspects need, in order. */
  Set<String> baselines() {
    Set<String> needed = new LinkedHashSet<>();
    waiting.values().forEach(trials -> trials.forEach(trial -> needed.add(trial.baselineId())));
    suspects.forEach(trial -> needed.add(trial.baselineId()));
    return needed;
  }

  /** The kept networks that waiting trials and suspects start from, in order. */
  Set<String> starts() {
    Set<String> needed = new LinkedHashSet<>(waiting.keySet());
    suspects.forEach(trial -> needed.add(trial.startId()));
    return needed;
  }

  /** A baseline is trained, or a prefix is kept. */
  void markTrained(String id) {
    trained.add(id);
  }

  /** A kept network turned out to be damaged. */
  void markLost(String id) {
    trained.remove(id);
  }

  private boolean isReady(PlannedTrial trial) {
    return trained.contains(trial.startId()) && trained.contains(trial.baselineId());
  }

  /** Takes out every trial that starts from a network that cannot be had. */
  List<PlannedTrial> giveUp(String startId) {
    List<PlannedTrial> out = new ArrayList<>();
    Optional.ofNullable(waiting.remove(startId)).ifPresent(out::addAll);
    count -= out.size();
    for (PlannedTrial trial : List.copyOf(suspects)) {
      if (trial.startId().equals(startId) && suspects.remove(trial)) {
        out.add(trial);
      }
    }
    return out;
  }

  boolean isEmpty() {
    return count == 0 && suspects.isEmpty();
  }

  /**
   * The next trials to run one after the other, all from one kept network; none if nothing is
   * ready.
   *
   * @param recentMillis a trial took of late; 0 before one ended
   * @param slots that want work
   */
  List<PlannedTrial> next(double recentMillis, int slots) {
    for (Deque<PlannedTrial> trials : waiting.values()) {
      if (!trials.isEmpty() && isReady(trials.peek())) {
        return take(trials, chunk(trials.size(), recentMillis, slots));
      }
    }
    return List.of();
  }

  /** The next suspect whose baseline is trained. */
  Optional<PlannedTrial> nextSuspect() {
    Optional<PlannedTrial> next = suspects.stream().filter(this::isReady).findFirst();
    next.ifPresent(suspects::remove);
    return next;
  }

  private List<PlannedTrial> take(Deque<PlannedTrial> from, int size) {
    List<PlannedTrial> chunk = new ArrayList<>(size);
    while (chunk.size() < size) {
      chunk.add(from.remove());
    }
    count -= size;
    return chunk;
  }

  private static int chunk(int ready, double recentMillis, int slots) {
    if (recentMillis == 0) {
      return 1;
    }
    int wanted = (int) Math.max(1, Math.min(MOST, TASK_MILLIS / recentMillis));
    int share = Math.max(1, ready / (2 * slots));
    return Math.min(wanted, share);
  }
}
