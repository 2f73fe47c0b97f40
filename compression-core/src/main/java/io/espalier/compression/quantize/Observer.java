package io.espalier.compression.quantize;

import io.espalier.kernels.format.AffineInteger;
import io.espalier.kernels.format.FixedPoint;
import io.espalier.kernels.format.NumberFormat;

/**
 * Chooses the range that a scale covers: what lies outside of it is clipped, what lies inside is
 * rounded more finely the narrower it is.
 *
 * <p>An observer looks at magnitudes; the range it gives is that of the values seen, cut at ±its
 * threshold.
 */
public sealed interface Observer permits Maximum, Percentile, MeanSquaredError, KullbackLeibler {
  /** Whether the range is that of the values, so that no histogram is needed. */
  default boolean isWhole() {
    return false;
  }

  /**
   * The largest magnitude that is not clipped.
   *
   * @param seen magnitudes of the values, not empty, some of them not zero
   * @param format whose scale is wanted, not resolved
   * @return in (0, {@code seen.limit()}]
   */
  double threshold(Histogram seen, NumberFormat format);

  /** Whether a format has a scale that a range decides. */
  static boolean suits(NumberFormat format) {
    return (format instanceof AffineInteger || format instanceof FixedPoint)
        && !format.isResolved();
  }
}
