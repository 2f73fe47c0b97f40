package io.espalier.jobs.report;

import io.espalier.jobs.result.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * When the trials of a run ran.
 *
 * @param trials how many
 * @param first when the first of them started
 * @param last when the last of them ended
 * @param computeMillis the sum of what each of them took
 * @param shared whether trials started from training that they share, which is in none of them
 */
public record Timeline(
    int trials, Instant first, Instant last, double computeMillis, boolean shared) {
  /** The columns of {@code trials} that it reads. */
  public static final Set<String> COLUMNS =
      Set.of("started_at", "finished_at", "total_ms", "prefix_id");

  /** Of the trials that started since a moment; empty if none did. */
  public static Optional<Timeline> since(Instant since, List<Row> rows) {
    List<Row> ran = rows.stream().filter(row -> !start(row).isBefore(since)).toList();
    return ran.isEmpty() ? Optional.empty() : Optional.of(of(ran));
  }

  private static Timeline of(List<Row> rows) {
    return new Timeline(
        rows.size(),
        rows.stream().map(Timeline::start).min(Instant::compareTo).orElseThrow(),
        rows.stream().map(Timeline::end).max(Instant::compareTo).orElseThrow(),
        rows.stream().mapToDouble(row -> row.number("total_ms").orElse(0)).sum(),
        rows.stream().anyMatch(row -> row.text("prefix_id").isPresent()));
  }

  private static Instant start(Row row) {
    return row.instant("started_at").orElseThrow();
  }

  private static Instant end(Row row) {
    return row.instant("finished_at").orElseThrow();
  }

  /** From the start of the first trial to the end of the last, in seconds. */
  public double seconds() {
    return Duration.between(first, last).toMillis() / 1e3;
  }

  /** Trial compute over slots × wall: 1 if every slot computed all the time. */
  public double busy(int slots) {
    return computeMillis / (slots * 1e3 * seconds());
  }
}
