package io.espalier.kernels.simd;

import io.espalier.kernels.matrix.BundledWeights;
import io.espalier.kernels.matrix.Finish;
import io.espalier.kernels.matrix.Interleaved;
import io.espalier.kernels.matrix.SparseWeights;

/** The sparse product in plain Java: the oracle of the vector kernel. */
final class ScalarSparse implements SparseKernels {
  private static final int LANES = Interleaved.PLACES * Interleaved.IMAGES;

  @Override
  public void product(
      float[] x, int from, SparseWeights weights, int first, int end, Finish finish, float[] y) {
    for (int o = first; o < end; o++) {
      for (int lane = 0; lane < LANES; lane++) {
        y[(o - first) * LANES + lane] = finish(finish, o, sum(x, from + lane, weights, o));
      }
    }
  }

  private static float sum(float[] x, int from, SparseWeights weights, int output) {
    float sum = 0;
    for (int t = weights.starts()[output]; t < weights.starts()[output + 1]; t++) {
      sum = Math.fma(x[from + weights.offsets()[t]], weights.values()[t], sum);
    }
    return sum;
  }

  @Override
  public void product(float[] x, int from, BundledWeights weights, Finish finish, float[] y) {
    for (int o = 0; o < weights.bundles() * BundledWeights.WIDTH; o++) {
      for (int i = 0; i < Interleaved.IMAGES; i++) {
        y[o * Interleaved.IMAGES + i] = finish(finish, o, sum(x, from + i, weights, o));
      }
    }
  }

  private static float sum(float[] x, int from, BundledWeights weights, int output) {
    int width = BundledWeights.WIDTH;
    int bundle = output / width;
    float sum = 0;
    for (int t = weights.starts()[bundle]; t < weights.starts()[bundle + 1]; t++) {
      int at = t * width + output % width;
      sum = Math.fma(x[from + weights.offsets()[at]], weights.values()[at], sum);
    }
    return sum;
  }

  private static float finish(Finish finish, int output, float sum) {
    float value = Math.fma(sum, finish.scale()[output], finish.shift()[output]);
    return value < finish.floor() ? finish.floor() : value;
  }

  @Override
  public void transpose(
      float[] x, int from, int pitch, int rows, int columns, float[] y, int to, int yPitch) {
    transpose(x, from, pitch, 0, rows, columns, y, to, yPitch);
  }

  /** As the other, only rows from {@code row} on. */
  static void transpose(
      float[] x,
      int from,
      int pitch,
      int row,
      int rows,
      int columns,
      float[] y,
      int to,
      int yPitch) {
    for (int c = 0; c < columns; c++) {
      for (int r = row; r < rows; r++) {
        y[to + c * yPitch + r] = x[from + r * pitch + c];
      }
    }
  }
}
