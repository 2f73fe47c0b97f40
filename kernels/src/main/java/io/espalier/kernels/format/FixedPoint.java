package io.espalier.kernels.format;

import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;
import io.espalier.kernels.simd.Exponents;
import io.espalier.kernels.simd.FixedGrid;
import io.espalier.kernels.simd.Grid;
import java.util.OptionalInt;

/**
 * Fixed-point: q · 2^−frac with q of {@code width} bits, two's complement or unsigned.
 *
 * <p>|error| ≤ 2^−(frac+1) inside the range; relative error unbounded near 0. Idempotent. {@code
 * frac = auto} is the largest that does not clip the data.
 *
 * @param width bits of q
 * @param frac fractional bits, also negative or above the width; empty: from the data
 * @param signed whether q has a sign
 */
@Named("fixed-point")
@Meaning("q · 2^-frac, two's complement or unsigned")
public record FixedPoint(
    @Meaning("bits of a value, 2 to 24 (unsigned from 1)") int width,
    @Meaning("fractional bits, may be negative or above the width; auto: the most that do not clip")
        @Default("auto")
        OptionalInt frac,
    @Meaning("whether values have a sign") @Default("true") boolean signed)
    implements NumberFormat {
  /** Checks the ranges. */
  public FixedPoint {
    Checks.range("width", width, signed ? 2 : 1, 24);
    frac.ifPresent(f -> Checks.range("frac", f, -160, 200));
  }

  /** Fixed-point of a given step. */
  public static FixedPoint of(int width, int frac) {
    return new FixedPoint(width, OptionalInt.of(frac), true);
  }

  /** Fixed-point whose step is found from the data. */
  public static FixedPoint auto(int width) {
    return new FixedPoint(width, OptionalInt.empty(), true);
  }

  @Override
  public boolean isResolved() {
    return frac.isPresent();
  }

  @Override
  public FixedPoint fit(Values v) {
    return isResolved() ? this : new FixedPoint(width, OptionalInt.of(widest(v)), signed);
  }

  /** The largest fractional width that does not clip; all bits if everything is zero. */
  private int widest(Values v) {
    float max = signed ? v.maxMagnitude() : Math.max(v.count() == 0 ? 0 : v.max(), 0);
    if (max == 0) {
      return magnitudeBits();
    }
    int f = magnitudeBits() - 1 - Exponents.floor(max);
    return Math.rint(max * Exponents.power(f)) > high() ? f - 1 : f;
  }

  private int magnitudeBits() {
    return signed ? width - 1 : width;
  }

  private int high() {
    return (1 << magnitudeBits()) - 1;
  }

  @Override
  public int widthBits() {
    return width;
  }

  @Override
  public Grid grid() {
    int f = frac.orElseThrow(() -> Checks.unresolved(this));
    int low = signed ? -high() - 1 : 0;
    return new FixedGrid(-f, low, high(), FixedGrid.Zero.PLAIN);
  }
}
