package io.espalier.kernels.net;

/** The range checks that optimisers share. */
final class Checks {
  private Checks() {}

  static void learningRate(double value) {
    if (!(value > 0 && Double.isFinite(value))) {
      throw new IllegalArgumentException("learning-rate must be above 0, got " + value);
    }
  }

  static void fraction(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(name + " must be in [0, 1), got " + value);
    }
  }

  static void weightDecay(double value) {
    if (!(value >= 0 && Double.isFinite(value))) {
      throw new IllegalArgumentException("weight-decay must be at least 0, got " + value);
    }
  }
}
