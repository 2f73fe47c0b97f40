package io.espalier.kernels.simd;

import io.espalier.kernels.matrix.Finish;
import io.espalier.kernels.matrix.Interleaved;
import io.espalier.kernels.matrix.Rows;
import io.espalier.kernels.matrix.SparseWeights;

/** The sparse product in plain Java: the oracle of the vector kernel. */
final class ScalarSparse implements SparseKernels {
  @Override
  public void product(
      int[] sources, int first, float[] x, SparseWeights weights, Finish finish, float[] y) {
    for (int r = 0; r < Rows.TILE; r++) {
      for (int o = 0; o < weights.outputs(); o++) {
        int to = (r * weights.outputs() + o) * Interleaved.IMAGES;
        for (int i = 0; i < Interleaved.IMAGES; i++) {
          y[to + i] = finish(finish, o, sum(x, sources[first + r], i, weights, o));
        }
      }
    }
  }

  private static float sum(float[] x, int source, int image, SparseWeights weights, int output) {
    float sum = 0;
    for (int t = weights.starts()[output]; t < weights.starts()[output + 1]; t++) {
      int at = Interleaved.at(source + weights.offsets()[t]) + image;
      sum = Math.fma(x[at], weights.values()[t], sum);
    }
    return sum;
  }

  private static float finish(Finish finish, int output, float sum) {
    float value = Math.fma(sum, finish.scale()[output], finish.shift()[output]);
    return value < finish.floor() ? finish.floor() : value;
  }
}
