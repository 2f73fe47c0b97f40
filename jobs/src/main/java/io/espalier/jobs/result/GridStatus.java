package io.espalier.jobs.result;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How far a grid is, told from the names of files only.
 *
 * @param study whose it is
 * @param total trials of the grid that was run last
 * @param succeeded of them
 * @param failed of them, and not succeeded since
 * @param running of them, or lost with their process
 * @param lastCommit when the last trial was stored
 * @param timeLeft from the pace of the trials stored since the grid was planned
 */
public record GridStatus(
    String study,
    int total,
    int succeeded,
    int failed,
    int running,
    Optional<Instant> lastCommit,
    Optional<Duration> timeLeft) {

  /** Trials that neither succeeded nor failed. */
  public int missing() {
    return total - succeeded - failed;
  }

  static GridStatus of(ResultStore store, Folder folder) {
    TrialFiles trials = store.trials();
    List<Row> grid = store.tables().rows(Columns.GRID, Set.of("trial_id"));
    Set<String> planned =
        grid.stream().map(row -> row.text("trial_id").orElseThrow()).collect(Collectors.toSet());
    Set<String> succeeded = trials.succeeded();
    succeeded.retainAll(planned);
    Set<String> failed = new HashSet<>();
    trials.failed().forEach(file -> failed.add(file.trialId()));
    failed.retainAll(planned);
    failed.removeAll(succeeded);
    Set<String> running = new HashSet<>();
    trials.started().forEach(marker -> running.add(marker.trialId()));
    running.retainAll(planned);
    running.removeAll(succeeded);
    int missing = planned.size() - succeeded.size() - failed.size();
    Pace pace = Pace.of(folder);
    return new GridStatus(
        store.study(),
        planned.size(),
        succeeded.size(),
        failed.size(),
        running.size(),
        pace.last(),
        running.isEmpty() ? Optional.empty() : pace.left(missing));
  }

  /** Trials stored since the plan was. */
  private record Pace(Instant planned, List<Instant> stored) {
    static Pace of(Folder folder) {
      try {
        Instant planned =
            folder.times(Columns.GRID.name()).stream().findFirst().orElse(Instant.EPOCH);
        return new Pace(planned, folder.times(TrialFiles.COMMITS));
      } catch (IOException e) {
        throw new StoreException("cannot read " + folder.location() + ": " + e.getMessage(), e);
      }
    }

    Optional<Instant> last() {
      return stored.isEmpty() ? Optional.empty() : Optional.of(stored.get(stored.size() - 1));
    }

    Optional<Duration> left(int missing) {
      long since = stored.stream().filter(time -> !time.isBefore(planned)).count();
      if (since == 0) {
        return Optional.empty();
      }
      Duration taken = Duration.between(planned, Instant.now());
      return Optional.of(taken.multipliedBy(missing).dividedBy(since));
    }
  }
}
