package io.espalier.compression.quantize;

import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;
import io.espalier.kernels.format.NumberFormat;

/**
 * The threshold whose rounding has the least mean squared error, of {@value #CANDIDATES} evenly
 * spaced ones (as the search in Choukroun, Kravchik, Yang and Kisilev 2019, arXiv:1902.06822, over
 * one threshold a tensor). Each bin counts at its centre; of equal ones the widest wins.
 */
@Named("mse")
@Meaning("the range whose rounding has the least mean squared error")
public record MeanSquaredError() implements Observer {
  private static final int CANDIDATES = 256;

  @Override
  public double threshold(Histogram seen, NumberFormat format) {
    double best = seen.limit();
    double least = Double.POSITIVE_INFINITY;
    for (int candidate = CANDIDATES; candidate >= 1; candidate--) {
      double threshold = seen.limit() * candidate / CANDIDATES;
      double error = seen.squaredError(format.fit(seen.within(threshold)));
      if (error < least) {
        least = error;
        best = threshold;
      }
    }
    return best;
  }
}
