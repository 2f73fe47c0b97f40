package io.espalier.compression.quantize;

import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;
import io.espalier.kernels.format.FixedPoint;
import io.espalier.kernels.format.NumberFormat;

/**
 * The threshold at which the distribution of magnitudes loses least information, as in NVIDIA's
 * calibrator (Migacz 2017, 8-bit inference with TensorRT, GTC).
 *
 * <p>For each threshold P is the histogram below it with all that exceeds it added to its last bin,
 * and Q the histogram below it, without these, merged into as many levels as the format has
 * magnitudes and spread evenly over the bins that are not empty; the least divergence Σ P ln(P / Q)
 * wins, of equal ones the widest. Where the paper leaves it open: {@value #FINE} bins; 2^(width −
 * 1) levels for signed formats, 2^width otherwise; exact zeros take no part, as every threshold
 * keeps them exact; an occupied bin of P whose Q is empty (only the last one can be) rules the
 * threshold out.
 */
@Named("kl")
@Meaning("the range that loses least information (Kullback-Leibler divergence)")
public record KullbackLeibler() implements Observer {
  private static final int FINE = 2048;
  private static final int MERGED = Histogram.BINS / FINE;

  @Override
  public double threshold(Histogram seen, NumberFormat format) {
    double[] magnitudes = magnitudes(seen);
    int levels = levels(seen, format);
    int best = FINE;
    double least = Double.POSITIVE_INFINITY;
    for (int kept = FINE; kept >= Math.min(levels, FINE); kept--) {
      double divergence = divergence(magnitudes, kept, levels);
      if (divergence < least) {
        least = divergence;
        best = kept;
      }
    }
    return seen.edge(best * MERGED);
  }

  private static int levels(Histogram seen, NumberFormat format) {
    boolean unsigned =
        format instanceof FixedPoint fixed
            ? !fixed.signed()
            : !isSymmetric(format) && seen.min() >= 0;
    return 1 << (unsigned ? format.widthBits() : format.widthBits() - 1);
  }

  private static boolean isSymmetric(NumberFormat format) {
    return format instanceof io.espalier.kernels.format.AffineInteger affine && affine.symmetric();
  }

  private static double[] magnitudes(Histogram seen) {
    double[] bins = new double[FINE];
    for (int bin = 0; bin < Histogram.BINS; bin++) {
      bins[bin / MERGED] += seen.positive(bin) + seen.negative(bin);
    }
    return bins;
  }

  /**
   * Of P against Q for the first {@code kept} bins; infinite where Q says never and P sometimes.
   */
  private static double divergence(double[] bins, int kept, int levels) {
    double beyond = 0;
    for (int bin = kept; bin < FINE; bin++) {
      beyond += bins[bin];
    }
    double inside = 0;
    for (int bin = 0; bin < kept; bin++) {
      inside += bins[bin];
    }
    if (inside == 0) {
      return Double.POSITIVE_INFINITY;
    }
    double sum = 0;
    for (int level = 0; level < levels; level++) {
      int from = (int) ((long) level * kept / levels);
      int to = (int) ((long) (level + 1) * kept / levels);
      double spread = spread(bins, from, to) / inside;
      for (int bin = from; bin < to; bin++) {
        double p = (bins[bin] + (bin == kept - 1 ? beyond : 0)) / (inside + beyond);
        if (p > 0 && bins[bin] == 0) {
          return Double.POSITIVE_INFINITY;
        }
        sum += p > 0 ? p * StrictMath.log(p / spread) : 0;
      }
    }
    return sum;
  }

  /** What each occupied bin of a level gets. */
  private static double spread(double[] bins, int from, int to) {
    double total = 0;
    int occupied = 0;
    for (int bin = from; bin < to; bin++) {
      total += bins[bin];
      occupied += bins[bin] > 0 ? 1 : 0;
    }
    return occupied == 0 ? 0 : total / occupied;
  }
}
