package io.espalier.compression.model;

/** Whether hidden layers of a zoo network are normalised. */
public enum Norm {
  /** They are not. */
  NONE,
  /** By a batch norm between layer and activation. */
  BATCH
}
