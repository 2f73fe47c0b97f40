package io.espalier.jobs.result;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A failed attempt's file.
 *
 * @param trialId which trial
 * @param attempt which start of it, from 1
 */
public record FailedFile(String trialId, int attempt) {
  private static final Pattern NAME = Pattern.compile("([0-9a-f]{16})-([1-9][0-9]{0,8})\\.parquet");

  /** What a file's name says; empty if it is none of ours. */
  static Optional<FailedFile> named(String file) {
    Matcher m = NAME.matcher(file);
    return m.matches()
        ? Optional.of(new FailedFile(m.group(1), Integer.parseInt(m.group(2))))
        : Optional.empty();
  }

  /** Its name. */
  String file() {
    return trialId + "-" + attempt + ".parquet";
  }
}
