package io.espalier.kernels.format;

import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;
import io.espalier.kernels.simd.Grid;
import io.espalier.kernels.simd.ScaledGrid;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Integers with a float32 scale found from the data, and a zero point unless symmetric: (q − z) ·
 * scale.
 *
 * <p>Symmetric: |q| ≤ 2^(w−1) − 1. Asymmetric: 0 ≤ q ≤ 2^w − 1, and 0 is exact. |error| ≤ scale/2
 * inside the range, up to one float32 rounding. Quotients and products are float32. Symmetric is
 * idempotent, asymmetric not quite.
 *
 * @param width bits of q
 * @param symmetric whether the range is symmetric about zero
 * @param scale the step; empty: from the data
 * @param zeroPoint the code of zero, asymmetric only; empty: from the data
 */
@Named("affine")
@Meaning("integers with a scale from the data, and a zero point unless symmetric")
public record AffineInteger(
    @Meaning("bits of a code, 2 to 16") int width,
    @Meaning("whether the range is symmetric about zero, without a zero point") @Default("true")
        boolean symmetric,
    @Meaning("step between codes; auto: from the data") @Default("auto") OptionalDouble scale,
    @Meaning("code that stands for zero, asymmetric only; auto: from the data") @Default("auto")
        OptionalInt zeroPoint)
    implements NumberFormat {
  /** Checks the ranges. */
  public AffineInteger {
    Checks.range("width", width, 2, 16);
    int high = (1 << width) - 1;
    zeroPoint.ifPresent(z -> Checks.range("zero-point", z, 0, high));
    if (symmetric && zeroPoint.isPresent()) {
      throw new IllegalArgumentException("zero-point needs symmetric = false");
    }
    if (scale.isPresent()
        && !(scale.getAsDouble() >= Float.MIN_NORMAL && scale.getAsDouble() <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "scale must be in [2^-126, 2^128), got " + scale.getAsDouble());
    }
    if (zeroPoint.isPresent() && scale.isEmpty()) {
      throw new IllegalArgumentException("zero-point needs a scale");
    }
  }

  /** Symmetric codes whose scale is found from the data. */
  public static AffineInteger symmetric(int width) {
    return new AffineInteger(width, true, OptionalDouble.empty(), OptionalInt.empty());
  }

  /** Asymmetric codes whose scale and zero point are found from the data. */
  public static AffineInteger asymmetric(int width) {
    return new AffineInteger(width, false, OptionalDouble.empty(), OptionalInt.empty());
  }

  @Override
  public int blockSize() {
    return 0;
  }

  @Override
  public boolean isResolved() {
    return scale.isPresent() && (symmetric || zeroPoint.isPresent());
  }

  @Override
  public AffineInteger fit(Values v) {
    if (isResolved()) {
      return this;
    }
    float low = v.count() == 0 ? 0 : Math.min(0, v.min());
    float high = v.count() == 0 ? 0 : Math.max(0, v.max());
    double range = symmetric ? v.maxMagnitude() : (double) high - low;
    float s = (float) scale.orElse(step(range));
    if (symmetric) {
      return new AffineInteger(width, true, OptionalDouble.of(s), OptionalInt.empty());
    }
    int z = (int) Math.min(Math.max(Math.rint(-low / s), 0), codes());
    return new AffineInteger(width, false, OptionalDouble.of(s), OptionalInt.of(z));
  }

  private float step(double range) {
    return range == 0 ? 1 : Math.max((float) (range / codes()), Float.MIN_NORMAL);
  }

  /** Steps the range is divided into. */
  private int codes() {
    return symmetric ? (1 << (width - 1)) - 1 : (1 << width) - 1;
  }

  @Override
  public long bits(long values, long blocks) {
    return values * width + blocks * (symmetric ? 32L : 32L + width);
  }

  @Override
  public int widthBits() {
    return width;
  }

  @Override
  public Grid grid() {
    if (!isResolved()) {
      throw Checks.unresolved(this);
    }
    int z = zeroPoint.orElse(0);
    int low = symmetric ? -codes() : -z;
    return new ScaledGrid((float) scale.getAsDouble(), low, codes() - z);
  }
}
