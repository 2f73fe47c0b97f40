package io.espalier.compression.prune;

import io.espalier.kernels.describe.Meaning;

/** Among which weights the lowest scores are looked for. */
public enum Scope {
  /** Within each layer: every layer ends at its rate. */
  @Meaning("each layer loses its own fraction")
  LAYER,
  /** Over all layers at once: the network ends at the rate, layers differ. */
  @Meaning("the network as a whole loses the fraction")
  GLOBAL
}
