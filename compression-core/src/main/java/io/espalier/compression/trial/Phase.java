package io.espalier.compression.trial;

/** What a trial is doing; a failure names it. */
public enum Phase {
  /** Reading its network and images. */
  LOAD,
  /** Ranking weights. */
  SCORE,
  /** Removing weights. */
  PRUNE,
  /** Observing activations to fix the fields of formats. */
  CALIBRATE,
  /** Rounding. */
  QUANTIZE,
  /** Training. */
  TRAIN,
  /** Measuring accuracy. */
  EVAL,
  /** Writing its row. */
  COMMIT
}
