package io.espalier.kernels.net;

import java.util.List;

/**
 * Batch normalisation per channel (Ioffe and Szegedy 2015, arXiv:1502.03167): y = γ (x − m) / √(v +
 * ε) + β.
 *
 * <p>In training m and v are the batch's mean and biased variance over images and pixels, and
 * running ← decay · running + (1 − decay) · batch, with the unbiased variance as PyTorch does. In
 * inference m and v are the running ones.
 */
public record BatchNorm(double epsilon, double decay) implements Layer {
  /** Checks the ranges. */
  public BatchNorm {
    if (!(epsilon > 0)) {
      throw new IllegalArgumentException("epsilon must be above 0, got " + epsilon);
    }
    if (!(decay >= 0 && decay <= 1)) {
      throw new IllegalArgumentException("decay must be in [0, 1], got " + decay);
    }
  }

  @Override
  public Shape output(List<Shape> inputs) {
    return inputs.get(0);
  }

  @Override
  public List<Slot> slots(String node, List<Shape> inputs) {
    List<Integer> extents = List.of(inputs.get(0).channels());
    return List.of(
        new Slot(node, Role.GAMMA, extents),
        new Slot(node, Role.BETA, extents),
        new Slot(node, Role.MEAN, extents),
        new Slot(node, Role.VARIANCE, extents));
  }
}
