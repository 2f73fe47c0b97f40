package io.espalier.compression.quantize;

import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;
import io.espalier.kernels.format.NumberFormat;

/** Clips nothing. */
@Named("max")
@Meaning("the least and the greatest value: nothing is clipped")
public record Maximum() implements Observer {
  @Override
  public boolean isWhole() {
    return true;
  }

  @Override
  public double threshold(Histogram seen, NumberFormat format) {
    return seen.limit();
  }
}
