package io.espalier.kernels.net;

import java.util.Arrays;
import java.util.Optional;

/** A weighted layer and the per-channel layers behind it that its product applies as it stores. */
record Fused(Node node, Optional<Node> norm, boolean relu) {
  String name() {
    return node.name();
  }

  /** Where the weights are among the parameters. */
  Role weightRole() {
    return node.layer() instanceof Convolution convolution ? convolution.weightRole() : Role.WEIGHT;
  }

  /** Whether the weights are the network's to learn, prune and quantize. */
  boolean isLearned() {
    return weightRole() == Role.WEIGHT;
  }

  float floor() {
    return relu ? 0 : Float.NEGATIVE_INFINITY;
  }

  /** Writes the factor and addend per output channel: the bias, then the norm or scale. */
  void fill(Parameters parameters, float[] scale, float[] shift) {
    if (parameters.has(name(), Role.BIAS)) {
      float[] bias = parameters.get(name(), Role.BIAS);
      System.arraycopy(bias, 0, shift, 0, bias.length);
    }
    if (norm.isPresent()) {
      float[] bias = shift.clone();
      fill(norm.get(), parameters, scale, shift);
      if (parameters.has(name(), Role.BIAS)) {
        for (int c = 0; c < scale.length; c++) {
          shift[c] = Math.fma(bias[c], scale[c], shift[c]);
        }
      }
    }
    clearSignOfZeros(shift);
  }

  /** Makes −0 into +0, so that the sign of a zero sum never shows: ±0 · scale + 0 = +0. */
  private static void clearSignOfZeros(float[] shift) {
    for (int c = 0; c < shift.length; c++) {
      shift[c] += 0f;
    }
  }

  /** The factor and addend per channel of a batch norm in inference, or of a scale layer. */
  static void fill(Node norm, Parameters parameters, float[] scale, float[] shift) {
    float[] gamma = parameters.get(norm.name(), Role.GAMMA);
    if (norm.layer() instanceof BatchNorm batchNorm) {
      float[] beta = parameters.get(norm.name(), Role.BETA);
      float[] mean = parameters.get(norm.name(), Role.MEAN);
      float[] variance = parameters.get(norm.name(), Role.VARIANCE);
      for (int c = 0; c < gamma.length; c++) {
        double factor = gamma[c] / Math.sqrt(variance[c] + batchNorm.epsilon());
        scale[c] = (float) factor;
        shift[c] = (float) (beta[c] - mean[c] * factor);
      }
    } else {
      System.arraycopy(gamma, 0, scale, 0, gamma.length);
      Arrays.fill(shift, 0);
    }
  }
}
