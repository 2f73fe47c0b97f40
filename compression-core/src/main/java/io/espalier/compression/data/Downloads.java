package io.espalier.compression.data;

import java.util.OptionalLong;

/** Whether a data set that is not here may be fetched. */
public sealed interface Downloads {
  /** Fetched from its public home, and checked; nobody is told how it comes along. */
  Downloads ALLOWED = new Allowed((file, received, total) -> {});

  /** Refused, with what to fetch and where to put it. */
  Downloads REFUSED = new Refused();

  /** Is told how a download comes along. */
  interface Progress {
    /**
     * Some more has arrived.
     *
     * @param file its name
     * @param received bytes so far, those of earlier tries too
     * @param total bytes in the end, where its home says so
     */
    void at(String file, long received, OptionalLong total);
  }

  /** Fetched from its public home, and checked. */
  record Allowed(Progress progress) implements Downloads {}

  /** Refused, with what to fetch and where to put it. */
  record Refused() implements Downloads {}
}
