package io.espalier.compression.trial;

/** The thread of a trial was interrupted between two steps or two batches. */
public final class InterruptedTrialException extends InterruptedException {
  private static final long serialVersionUID = 1;

  private final Phase phase;

  /**
   * @param phase what the trial was doing
   */
  public InterruptedTrialException(Phase phase) {
    super("interrupted in phase " + phase);
    this.phase = phase;
  }

  /** What the trial was doing. */
  public Phase phase() {
    return phase;
  }
}
