package io.espalier.kernels.net;

/** Whether the weights of a convolution are the network's to learn. */
public enum Weights {
  /** Learned: may be trained, pruned, quantized, and are counted. */
  LEARNED,
  /**
   * Part of the architecture, as in a residual shortcut that picks channels: never trained, pruned,
   * quantized or counted.
   */
  CONSTANT
}
