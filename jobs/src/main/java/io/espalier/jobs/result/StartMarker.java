package io.espalier.jobs.result;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The trace of a trial that was started: a file made before it runs and removed when its row is
 * stored, so that the ones left over were lost with their process, or still run.
 *
 * @param trialId which trial
 * @param attempt which start of it, from 1
 * @param alone whether nothing else ran meanwhile
 */
public record StartMarker(String trialId, int attempt, boolean alone) {
  private static final Pattern NAME = Pattern.compile("([0-9a-f]{16})-([1-9][0-9]{0,8})");
  private static final String ALONE = "alone";

  /** What a file's name and content say; empty if it is no marker. */
  static Optional<StartMarker> read(String file, byte[] content) {
    Matcher m = NAME.matcher(file);
    return m.matches()
        ? Optional.of(
            new StartMarker(
                m.group(1), Integer.parseInt(m.group(2)), lines(content).contains(ALONE)))
        : Optional.empty();
  }

  /** Its file's name. */
  String file() {
    return trialId + "-" + attempt;
  }

  /** What its file holds. */
  byte[] content(Machine machine, Instant now) {
    String text = now + "\n" + machine.host() + "\n" + machine.executorId() + "\n";
    return (alone ? text + ALONE + "\n" : text).getBytes(StandardCharsets.UTF_8);
  }

  /** A row of {@code attempts} for a start whose row was never stored. */
  AttemptRow row(byte[] content, String outcome) {
    List<String> lines = lines(content);
    boolean whole = lines.size() >= 3;
    return new AttemptRow(
        trialId,
        attempt,
        whole ? Instant.parse(lines.get(0)) : Instant.EPOCH,
        Optional.empty(),
        outcome,
        Optional.empty(),
        Optional.empty(),
        whole ? lines.get(1) : "unknown",
        whole ? lines.get(2) : "unknown");
  }

  /** A process may have ended while it wrote the file. */
  private static List<String> lines(byte[] content) {
    return new String(content, StandardCharsets.UTF_8).lines().toList();
  }
}
