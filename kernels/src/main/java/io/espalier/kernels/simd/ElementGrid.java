package io.espalier.kernels.simd;

/** A grid that every value is rounded to by itself. */
public sealed interface ElementGrid extends Grid
    permits FixedGrid,
        ScaledGrid,
        MiniGrid,
        DenormGrid,
        LogGrid,
        ShortGrid,
        SignGrid,
        DeadZoneGrid {
  /**
   * The member that {@code x} is rounded to: the definition that every kernel has to meet bit for
   * bit. NaN stays NaN (0x7fc00000).
   */
  float round(float x);

  /** |x|, an infinity taken as the largest float32. */
  static float magnitude(float x) {
    return Math.min(Math.abs(x), Float.MAX_VALUE);
  }

  /** {@code magnitude} with the sign of {@code x}, the sign of zero included. */
  static float signed(double magnitude, float x) {
    return Math.copySign((float) magnitude, x);
  }
}
