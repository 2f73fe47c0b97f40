package io.espalier.compression.structure;

/**
 * The p-norm of every kernel of a convolution, to the power of p so that they add up.
 *
 * @param outputs filters
 * @param inputs kernels of a filter
 * @param powers ‖w[o, i]‖_p^p, [outputs × inputs], row-major
 * @param p 1 or 2
 */
record KernelNorms(int outputs, int inputs, double[] powers, int p) {
  /** Of weights [outputs × kernel positions × inputs]. */
  static KernelNorms of(float[] weights, int outputs, int inputs, int p) {
    double[] powers = new double[outputs * inputs];
    int each = weights.length / outputs;
    for (int i = 0; i < weights.length; i++) {
      double magnitude = Math.abs((double) weights[i]);
      powers[i / each * inputs + i % inputs] += p == 1 ? magnitude : magnitude * magnitude;
    }
    return new KernelNorms(outputs, inputs, powers, p);
  }

  double power(int output, int input) {
    return powers[output * inputs + input];
  }

  /** The norms of the kernels of a filter: what filters are compared by. */
  double[] filter(int output) {
    double[] norms = new double[inputs];
    for (int i = 0; i < inputs; i++) {
      norms[i] = p == 1 ? power(output, i) : Math.sqrt(power(output, i));
    }
    return norms;
  }
}
