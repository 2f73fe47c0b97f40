package io.espalier.compression.trial;

import io.espalier.kernels.describe.Meaning;

/** Which trials have the time of one image measured. */
@Meaning("which trials have the time of one image measured")
public enum TimedTrials {
  /** Those with a step that cuts channels or kernels out: they are what gets faster. */
  @Meaning("those that cut channels or kernels out")
  STRUCTURED,
  /** All, rounded and sparse ones too, as they run here. */
  @Meaning("all of them")
  ALL,
  /** None. */
  @Meaning("none of them")
  NONE
}
