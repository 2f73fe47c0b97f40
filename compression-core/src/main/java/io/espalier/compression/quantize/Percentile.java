package io.espalier.compression.quantize;

import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;
import io.espalier.kernels.format.NumberFormat;

/**
 * Clips the largest magnitudes: the threshold is the upper edge of the first bin up to which at
 * least {@code percentile} % of all values lie, exact zeros among them (Wu, Judd, Zhang, Isaev and
 * Micikevicius 2020, arXiv:2004.09602).
 */
@Named("percentile")
@Meaning("clips what exceeds a percentile of the magnitudes")
public record Percentile(
    @Meaning("percent of the values that are not clipped, above 0 and below 100") @Default("99.99")
        double percentile)
    implements Observer {
  /** Checks the range. */
  public Percentile {
    if (!(percentile > 0 && percentile < 100)) {
      throw new IllegalArgumentException(
          "percentile must be above 0 and below 100 (max clips nothing), got " + percentile);
    }
  }

  @Override
  public double threshold(Histogram seen, NumberFormat format) {
    double wanted = percentile / 100 * seen.count();
    long below = seen.zeros();
    for (int bin = 0; bin < Histogram.BINS; bin++) {
      below += seen.positive(bin) + seen.negative(bin);
      if (below >= wanted) {
        return seen.edge(bin + 1);
      }
    }
    return seen.limit();
  }
}
