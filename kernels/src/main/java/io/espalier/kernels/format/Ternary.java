package io.espalier.kernels.format;

import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;
import io.espalier.kernels.simd.DeadZoneGrid;
import io.espalier.kernels.simd.Grid;
import java.util.OptionalDouble;

/**
 * Three levels: −a, +0, +a; a value is 0 unless its magnitude exceeds a threshold. Scaled: a is the
 * mean of the kept magnitudes (Li et al. 2016, arXiv:1605.04711), else 1.
 *
 * @param threshold what the threshold is a multiple of
 * @param ratio of the threshold
 * @param scaled whether the level is the mean of the kept magnitudes
 * @param cut the threshold itself; empty: from the data
 * @param level the level itself; empty: from the data, or 1 when not scaled
 */
@Named("ternary")
@Meaning("three levels: minus, zero, plus; zero unless the magnitude exceeds a threshold")
public record Ternary(
    @Meaning("the threshold is ratio times the mean or the largest magnitude, or ratio itself")
        @Default("mean")
        Threshold threshold,
    @Meaning("see threshold; 0.75 in the lecture's toolkit, 0.7 in Ternary Weight Networks")
        @Default("0.75")
        double ratio,
    @Meaning("whether the level is the mean of the kept magnitudes, else 1") @Default("true")
        boolean scaled,
    @Meaning("the threshold itself; auto: from the data") @Default("auto") OptionalDouble cut,
    @Meaning("the level itself; auto: from the data, or 1 when not scaled") @Default("auto")
        OptionalDouble level)
    implements NumberFormat {
  /** What the threshold is a multiple of. */
  public enum Threshold {
    /** The mean magnitude. */
    MEAN,
    /** The largest magnitude. */
    MAX,
    /** One: the ratio is the threshold. */
    FIXED
  }

  /** Checks the ranges. */
  public Ternary {
    if (!(ratio >= 0 && ratio <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException("ratio must not be negative, got " + ratio);
    }
    if (cut.isPresent() && !(cut.getAsDouble() >= 0)) {
      throw new IllegalArgumentException("cut must not be negative, got " + cut.getAsDouble());
    }
    if (level.isPresent() && !(level.getAsDouble() >= 0)) {
      throw new IllegalArgumentException("level must not be negative, got " + level.getAsDouble());
    }
  }

  /** A rule whose threshold and level are found from the data. */
  public static Ternary of(Threshold threshold, double ratio) {
    return new Ternary(threshold, ratio, true, OptionalDouble.empty(), OptionalDouble.empty());
  }

  @Override
  public int blockSize() {
    return 0;
  }

  @Override
  public boolean isResolved() {
    return (cut.isPresent() || threshold == Threshold.FIXED) && (level.isPresent() || !scaled);
  }

  @Override
  public Ternary fit(Values v) {
    if (isResolved()) {
      return this;
    }
    double delta = cut.orElseGet(() -> found(v));
    double a = level.orElse(scaled ? v.meanMagnitudeAbove(below(delta)) : 1);
    return new Ternary(threshold, ratio, scaled, OptionalDouble.of(delta), OptionalDouble.of(a));
  }

  private double found(Values v) {
    return switch (threshold) {
      case MEAN -> (float) (ratio * v.meanMagnitude());
      case MAX -> (float) (ratio * v.maxMagnitude());
      case FIXED -> ratio;
    };
  }

  /** The largest float32 not above {@code delta}: exceeding one is exceeding the other. */
  private static float below(double delta) {
    float nearest = (float) delta;
    return nearest > delta ? Math.nextDown(nearest) : nearest;
  }

  @Override
  public long bits(long values, long blocks) {
    return 2 * values + (scaled ? 32 * blocks : 0);
  }

  @Override
  public int widthBits() {
    return 2;
  }

  @Override
  public Grid grid() {
    if (!isResolved()) {
      throw Checks.unresolved(this);
    }
    return new DeadZoneGrid(below(cut.orElse(ratio)), (float) level.orElse(1));
  }
}
