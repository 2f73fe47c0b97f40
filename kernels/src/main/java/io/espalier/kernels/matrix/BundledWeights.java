package io.espalier.kernels.matrix;

/**
 * The weights of a product that are not zero, 8 outputs side by side: step t of a bundle has one
 * term of each of its outputs. An output with fewer terms than its neighbours ends with weights of
 * zero, which change no sum of finite values.
 *
 * @param outputs the outputs that exist; the last bundle may have more
 * @param starts [bundles + 1]: bundle b has the steps [starts[b], starts[b + 1])
 * @param offsets [steps × 8]: where each term's value lies
 * @param values [steps × 8]: the weight of each term
 */
public record BundledWeights(int outputs, int[] starts, int[] offsets, float[] values) {
  /** Outputs of a bundle. */
  public static final int WIDTH = 8;

  /** The same weights; copied. */
  public static BundledWeights of(SparseWeights sparse) {
    int bundles = (sparse.outputs() + WIDTH - 1) / WIDTH;
    int[] starts = new int[bundles + 1];
    for (int b = 0; b < bundles; b++) {
      starts[b + 1] = starts[b] + steps(sparse, b);
    }
    int terms = starts[bundles] * WIDTH;
    BundledWeights bundled =
        new BundledWeights(sparse.outputs(), starts, new int[terms], new float[terms]);
    for (int o = 0; o < sparse.outputs(); o++) {
      bundled.fill(sparse, o);
    }
    return bundled;
  }

  private static int steps(SparseWeights sparse, int bundle) {
    int most = 0;
    int end = Math.min((bundle + 1) * WIDTH, sparse.outputs());
    for (int o = bundle * WIDTH; o < end; o++) {
      most = Math.max(most, sparse.starts()[o + 1] - sparse.starts()[o]);
    }
    return most;
  }

  private void fill(SparseWeights sparse, int output) {
    int to = starts[output / WIDTH] * WIDTH + output % WIDTH;
    for (int t = sparse.starts()[output]; t < sparse.starts()[output + 1]; t++) {
      offsets[to] = sparse.offsets()[t];
      values[to] = sparse.values()[t];
      to += WIDTH;
    }
  }

  /** The number of bundles. */
  public int bundles() {
    return starts.length - 1;
  }
}
