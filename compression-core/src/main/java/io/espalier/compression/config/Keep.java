package io.espalier.compression.config;

/** Which of the networks that trials share stay in the results when all trials are done. */
public enum Keep {
  /** All: later grids start from them. */
  ALL,
  /** Those that the trial with the best validation accuracy went through. */
  BEST,
  /** None. */
  NONE
}
