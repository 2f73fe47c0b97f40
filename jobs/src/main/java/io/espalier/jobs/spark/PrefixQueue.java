package io.espalier.jobs.spark;

import io.espalier.compression.trial.PlannedPrefix;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Prefixes that wait for the network they start from, or for a slot. Mutable, one thread. */
final class PrefixQueue {
  private final Map<String, PlannedPrefix> planned = new LinkedHashMap<>();
  private final Predicate<String> isKept;
  private final Set<String> there = new HashSet<>();
  private final Set<String> waiting = new LinkedHashSet<>();
  private final Set<String> running = new HashSet<>();

  /**
   * @param isKept whether a prefix's network was kept by another run
   */
  PrefixQueue(Collection<PlannedPrefix> prefixes, Predicate<String> isKept) {
    prefixes.forEach(prefix -> planned.put(prefix.id(), prefix));
    this.isKept = isKept;
  }

  boolean isPrefix(String id) {
    return planned.containsKey(id);
  }

  /**
   * Asks for a network, and for those before it if it has to be trained.
   *
   * @return whether it is there already
   */
  boolean want(String id) {
    if (there.contains(id)) {
      return true;
    }
    if (!isPrefix(id) || waiting.contains(id) || running.contains(id)) {
      return false;
    }
    if (isKept.test(id)) {
      there.add(id);
      return true;
    }
    waiting.add(id);
    want(planned.get(id).parentId());
    return false;
  }

  /** A baseline is trained, or a prefix is kept. */
  void markThere(String id) {
    running.remove(id);
    there.add(id);
  }

  /** A network turned out to be damaged, or its training was lost; it may be asked for again. */
  void markLost(String id) {
    running.remove(id);
    there.remove(id);
  }

  /** The next prefix whose parent is there, now running; empty if there is none. */
  Optional<PlannedPrefix> next() {
    Optional<PlannedPrefix> next =
        waiting.stream()
            .map(planned::get)
            .filter(prefix -> there.contains(prefix.parentId()))
            .findFirst();
    next.ifPresent(
        prefix -> {
          waiting.remove(prefix.id());
          running.add(prefix.id());
        });
    return next;
  }

  int running() {
    return running.size();
  }

  /**
   * Gives up a network that cannot be had. The ids of it and of all that need it: without a prefix
   * those after it that are kept can be had, without a baseline none can.
   */
  Set<String> giveUp(String id) {
    Set<String> lost = new LinkedHashSet<>(Set.of(id));
    Set<String> spared = isPrefix(id) ? there : Set.of();
    for (PlannedPrefix prefix : planned.values()) {
      if (lost.contains(prefix.parentId()) && !spared.contains(prefix.id())) {
        lost.add(prefix.id());
      }
    }
    waiting.removeAll(lost);
    running.removeAll(lost);
    return lost;
  }
}
