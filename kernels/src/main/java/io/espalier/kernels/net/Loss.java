package io.espalier.kernels.net;

/** Softmax cross-entropy: −ln of the probability that the logits give to the label. */
public final class Loss {
  private Loss() {}

  /**
   * The loss of one image, in double; {@code logits[from, from + classes)}.
   *
   * @throws IllegalArgumentException if the label is no class
   */
  public static double crossEntropy(float[] logits, int from, int classes, int label) {
    if (label < 0 || label >= classes) {
      throw new IllegalArgumentException("label must be in [0, " + classes + "), got " + label);
    }
    double top = top(logits, from, classes);
    return StrictMath.log(sum(logits, from, classes, top)) + top - logits[from + label];
  }

  /**
   * d(loss)/d(logits) · factor: (softmax − 1 at the label) · factor, written to {@code gradient[to,
   * to + classes)}.
   */
  static void gradient(
      float[] logits, int from, int classes, int label, double factor, float[] gradient, int to) {
    double top = top(logits, from, classes);
    double sum = sum(logits, from, classes, top);
    for (int c = 0; c < classes; c++) {
      double probability = StrictMath.exp(logits[from + c] - top) / sum;
      gradient[to + c] = (float) ((probability - (c == label ? 1 : 0)) * factor);
    }
  }

  private static double top(float[] logits, int from, int classes) {
    float top = logits[from];
    for (int c = 1; c < classes; c++) {
      top = Math.max(top, logits[from + c]);
    }
    return top;
  }

  private static double sum(float[] logits, int from, int classes, double top) {
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += StrictMath.exp(logits[from + c] - top);
    }
    return sum;
  }
}
