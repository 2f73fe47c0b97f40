package io.espalier.kernels.format;

import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;
import io.espalier.kernels.simd.SignGrid;
import java.util.OptionalDouble;

/**
 * One bit: −1 or +1, or 0 or 1; both zeros become the upper level. Scaled: times the mean
 * magnitude, which minimises the squared error for given signs (Rastegari et al. 2016,
 * arXiv:1603.05279).
 *
 * @param levels which two
 * @param scaled whether the levels are multiplied by the mean magnitude
 * @param scale the mean magnitude; empty: from the data. Used only when scaled
 */
@Named("binary")
@Meaning("one bit: -1 and +1 or 0 and 1, optionally times the mean magnitude")
public record Binary(
    @Meaning("bipolar: -1 and +1; unipolar: 0 and 1") @Default("bipolar") Levels levels,
    @Meaning("whether levels are multiplied by the mean magnitude") @Default("false")
        boolean scaled,
    @Meaning("the multiplier when scaled; auto: the mean magnitude") @Default("auto")
        OptionalDouble scale)
    implements NumberFormat {
  /** The two levels. */
  public enum Levels {
    /** −1 and +1. */
    BIPOLAR,
    /** 0 and 1. */
    UNIPOLAR
  }

  /** Checks the scale. */
  public Binary {
    if (scale.isPresent() && !(scale.getAsDouble() >= 0 && scaled)) {
      throw new IllegalArgumentException(
          "scale must not be negative and needs scaled = true, got " + scale.getAsDouble());
    }
  }

  /** The levels as they are. */
  public static Binary of(Levels levels) {
    return new Binary(levels, false, OptionalDouble.empty());
  }

  @Override
  public int blockSize() {
    return scaled ? 0 : 1;
  }

  @Override
  public boolean isResolved() {
    return !scaled || scale.isPresent();
  }

  @Override
  public Binary fit(Values v) {
    return isResolved()
        ? this
        : new Binary(levels, true, OptionalDouble.of((float) v.meanMagnitude()));
  }

  /**
   * Rounds {@code x[from, to)} in place to the upper level with probability clamp((x + 1)/2, 0, 1):
   * where it exceeds {@code uniforms[i]}, drawn from [0, 1), for {@code x[i]}. NaN stays.
   */
  public void quantizeStochastic(float[] x, int from, int to, float[] uniforms) {
    Binary fitted = fit(Values.of(x, from, to));
    SignGrid grid = fitted.grid();
    for (int i = from; i < to; i++) {
      float p = Math.min(Math.max((x[i] + 1) * 0.5f, 0), 1);
      x[i] = Float.isNaN(x[i]) ? Float.NaN : uniforms[i] < p ? grid.other() : grid.negative();
    }
  }

  @Override
  public long bits(long values, long blocks) {
    return values + (scaled ? 32 * blocks : 0);
  }

  @Override
  public int widthBits() {
    return 1;
  }

  @Override
  public SignGrid grid() {
    if (!isResolved()) {
      throw Checks.unresolved(this);
    }
    float alpha = (float) scale.orElse(1);
    return new SignGrid(levels == Levels.BIPOLAR ? -alpha : 0, alpha);
  }
}
