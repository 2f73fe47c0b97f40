package io.espalier.compression.quantize;

/** The same values again, in the same order: for statistics that take a second look. */
@FunctionalInterface
public interface Replay {
  /** Feeds all values to a sink. */
  void into(Sink sink);

  /** Takes values in order. */
  @FunctionalInterface
  interface Sink {
    /** Takes {@code values[from … to)}, valid during the call only. */
    void accept(float[] values, int from, int to);
  }
}
