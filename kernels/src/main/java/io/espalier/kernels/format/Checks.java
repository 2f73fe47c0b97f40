package io.espalier.kernels.format;

/** Range checks of the records' constructors. */
final class Checks {
  private Checks() {}

  static void range(String name, int value, int low, int high) {
    if (value < low || value > high) {
      throw new IllegalArgumentException(
          name + " must be in [" + low + ", " + high + "], got " + value);
    }
  }

  static void blockSize(int value) {
    range("block-size", value, 1, 1 << 24);
  }

  static void notAuto(String name, ExponentBias bias) {
    if (bias.isAuto()) {
      throw new IllegalArgumentException(name + " must be default or a whole number, got auto");
    }
  }

  static IllegalStateException unresolved(NumberFormat format) {
    return new IllegalStateException(format + " has to be fitted to data first");
  }
}
