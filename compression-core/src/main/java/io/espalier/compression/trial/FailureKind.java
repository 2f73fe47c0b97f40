package io.espalier.compression.trial;

/** Why a trial failed, coarsely. */
public enum FailureKind {
  /** It threw. */
  EXCEPTION,
  /** A weight, activation or loss was not finite. */
  NON_FINITE,
  /** The Java heap was exhausted. */
  OOM_HEAP,
  /** Memory outside the heap was exhausted. */
  OOM_NATIVE,
  /** Its process died, more often than it may. */
  EXECUTOR_LOST,
  /** It took longer than it may. */
  TIMEOUT,
  /** Its specification cannot be carried out on this network. */
  BAD_CONFIG,
  /** A file it needs is missing or damaged. */
  BAD_INPUT,
  /** Every weight of a layer became zero, and the network with it a constant. */
  COLLAPSED_LAYER
}
