package io.espalier.kernels.bench;

import java.util.Locale;

/**
 * One figure.
 *
 * @param name what was measured
 * @param value the median
 * @param unit of the value
 * @param reference what it is compared with, measured in the same run; empty for nothing
 * @param ratio value over reference, or NaN
 * @param spread (largest − smallest) / median of the samples
 */
public record Measurement(
    String name, double value, String unit, String reference, double ratio, double spread) {
  @Override
  public String toString() {
    String compared =
        reference.isEmpty() ? "" : String.format(Locale.ROOT, "  %5.2f × %s", ratio, reference);
    String disturbed = spread > 0.3 ? "  (disturbed)" : "";
    return String.format(
        Locale.ROOT, "%-44s %10.1f %s%s%s", name, value, unit, compared, disturbed);
  }
}
