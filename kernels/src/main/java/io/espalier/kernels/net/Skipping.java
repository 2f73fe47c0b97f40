package io.espalier.kernels.net;

/** Which zero weights a program leaves out in inference. The results have the same bits. */
public enum Skipping {
  /** None: what the others are compared with. */
  NONE,
  /** Those that are zero in runs of 16 outputs, in all layers. */
  RUNS,
  /** Each for itself, in all layers. */
  SINGLES,
  /** Layer by layer what takes least time by a fixed table of shapes and densities. */
  FASTEST
}
