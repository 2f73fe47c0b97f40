package io.espalier.compression.trial;

/** The identity of a trial: 16 hex digits of the SHA-256 of its canonical text. */
public record TrialId(String value) implements Comparable<TrialId> {
  /** Checks the form. */
  public TrialId {
    if (!value.matches("[0-9a-f]{16}")) {
      throw new IllegalArgumentException("a trial id is 16 hex digits, got '" + value + "'");
    }
  }

  /** The identity of what a canonical text describes. */
  public static TrialId of(String canonicalText) {
    return new TrialId(Digests.shortHex(canonicalText));
  }

  @Override
  public int compareTo(TrialId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
