package io.espalier.jobs.result;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The files of trials that no flat table holds yet, by trial: their names only.
 *
 * @param ids of the trials, sorted
 * @param failed attempts by trial
 * @param commits of trials that succeeded
 * @param started starts that have not ended, by trial
 */
record Fresh(
    TreeSet<String> ids,
    Map<String, List<FailedFile>> failed,
    TreeSet<String> commits,
    Map<String, List<StartMarker>> started) {

  /**
   * @param now the files there are
   * @param held what the flat tables hold
   * @param started starts that have not ended
   */
  static Fresh of(Manifest now, Manifest held, List<StartMarker> started) {
    TreeSet<String> commits = new TreeSet<>(now.commits());
    commits.removeAll(held.commits());
    Map<String, List<FailedFile>> failed =
        now.failed().stream()
            .filter(name -> !held.failed().contains(name))
            .flatMap(name -> FailedFile.named(name).stream())
            .sorted(Comparator.comparingInt(FailedFile::attempt))
            .collect(byTrial(FailedFile::trialId));
    Map<String, List<StartMarker>> open =
        started.stream()
            .sorted(Comparator.comparingInt(StartMarker::attempt))
            .collect(byTrial(StartMarker::trialId));
    TreeSet<String> ids = new TreeSet<>(commits);
    ids.addAll(failed.keySet());
    ids.addAll(open.keySet());
    return new Fresh(ids, failed, commits, open);
  }

  private static <T> java.util.stream.Collector<T, ?, TreeMap<String, List<T>>> byTrial(
      Function<T, String> trial) {
    return Collectors.groupingBy(trial, TreeMap::new, Collectors.toList());
  }

  /** The trials in the order of their ids, a few at a time. */
  Iterator<List<FreshTrial>> batches(int size) {
    Iterator<String> next = ids.iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return next.hasNext();
      }

      @Override
      public List<FreshTrial> next() {
        List<FreshTrial> batch = new ArrayList<>();
        while (batch.size() < size && next.hasNext()) {
          batch.add(trial(next.next()));
        }
        return batch;
      }
    };
  }

  private FreshTrial trial(String id) {
    return new FreshTrial(
        id,
        failed.getOrDefault(id, List.of()),
        commits.contains(id),
        started.getOrDefault(id, List.of()));
  }
}
