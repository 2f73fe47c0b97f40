package io.espalier.kernels.net;

import java.util.List;

/**
 * Divides each value by a power of the squares around it along the channels (Krizhevsky, Sutskever
 * and Hinton, 2012), as ONNX's LRN defines it: y_c = x_c / (bias + alpha / size · Σ x_j²)^beta, the
 * sum over the {@code size} channels from c − ⌊(size − 1) / 2⌋ on that exist. The paper, and
 * Deeplearning4j, do not divide alpha by the size.
 *
 * @param size how many channels are summed
 * @param alpha the weight of their mean square
 * @param beta the power
 * @param bias what keeps the divisor from 0
 */
public record LocalResponseNorm(int size, double alpha, double beta, double bias) implements Layer {
  /** Checks that the divisor is above 0 whatever the channels hold. */
  public LocalResponseNorm {
    if (size < 1) {
      throw new IllegalArgumentException("size must be at least 1, got " + size);
    }
    if (!(alpha >= 0 && Double.isFinite(alpha))) {
      throw new IllegalArgumentException("alpha must be at least 0, got " + alpha);
    }
    if (!(beta >= 0 && Double.isFinite(beta))) {
      throw new IllegalArgumentException("beta must be at least 0, got " + beta);
    }
    if (!(bias > 0 && Double.isFinite(bias))) {
      throw new IllegalArgumentException("bias must be above 0, got " + bias);
    }
  }

  /** How many channels before its own a value sees. */
  int before() {
    return (size - 1) / 2;
  }

  /** How many channels behind its own a value sees. */
  int behind() {
    return size - 1 - before();
  }

  @Override
  public Shape output(List<Shape> inputs) {
    return inputs.get(0);
  }
}
