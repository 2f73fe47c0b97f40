package io.espalier.kernels.format;

/** Sets of choices where published implementations and correct rounding differ. */
public enum Preset {
  /**
   * What MASE and llm-mixed-q compute: exponents fixed before rounding, no code for zero in logs.
   */
  SOURCE,
  /** Correctly rounded and idempotent. */
  NEAREST,
  /** SOURCE, but block-minifloat ranges meet the data and logarithmic formats have a zero. */
  DEFAULT
}
