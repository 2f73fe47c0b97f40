package io.espalier.kernels.net;

/** Whether a layer adds a learned constant to each of its outputs. */
public enum Bias {
  /** A bias per output. */
  PRESENT,
  /** No bias. */
  ABSENT
}
