package io.espalier.kernels.net;

/** What a parameter array is to its layer. */
public enum Role {
  /**
   * Weights of a convolution, [out][kernel height][kernel width][in / groups], or dense [out][in].
   */
  WEIGHT(true),
  /** A constant per output channel. */
  BIAS(true),
  /** The learned scale per channel of a batch norm or scale layer. */
  GAMMA(true),
  /** The learned shift per channel of a batch norm. */
  BETA(true),
  /** The running mean per channel of a batch norm. */
  MEAN(false),
  /** The running variance per channel of a batch norm. */
  VARIANCE(false),
  /** Weights of a convolution that are part of the architecture, laid out as {@link #WEIGHT}. */
  CONSTANT_WEIGHT(false);

  private final boolean trained;

  Role(boolean trained) {
    this.trained = trained;
  }

  /** Whether gradients flow to it; running statistics are updated by the forward pass instead. */
  public boolean isTrained() {
    return trained;
  }

  /** Whether it counts in a network's size: what the architecture fixes need not be stored. */
  public boolean isCounted() {
    return this != CONSTANT_WEIGHT;
  }
}
