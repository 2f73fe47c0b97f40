package io.espalier.compression.model;

import io.espalier.kernels.net.Role;
import io.espalier.kernels.net.Slot;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.nd4j.linalg.activations.impl.ActivationIdentity;

/** Convolutions that only pick channels, as in the shortcut of a residual block. */
final class Constants {
  private Constants() {}

  /** Whether a convolution could be one. */
  static boolean mayPick(ConvolutionLayer layer) {
    return !layer.hasBias()
        && layer.getKernelSize()[0] == 1
        && layer.getKernelSize()[1] == 1
        && layer.getActivationFn() instanceof ActivationIdentity;
  }

  /**
   * Checks an array of constant weights: each is 0 or 1, at most one of an output is 1.
   *
   * @throws IllegalArgumentException naming the layer
   */
  static void check(Slot slot, float[] values) {
    if (slot.role() != Role.CONSTANT_WEIGHT) {
      return;
    }
    int in = values.length / slot.extents().get(0);
    for (int from = 0; from < values.length; from += in) {
      int ones = 0;
      for (int i = from; i < from + in; i++) {
        ones += values[i] == 1 ? 1 : 0;
        if (values[i] != 0 && (values[i] != 1 || ones > 1)) {
          throw new IllegalArgumentException(
              "layer '"
                  + slot.node()
                  + "' is a frozen 1×1 convolution that does more than pick channels; unfreeze it");
        }
      }
    }
  }

  /**
   * Checks that all values of an array are numbers.
   *
   * @throws IllegalArgumentException naming the layer
   */
  static void checkFinite(Slot slot, float[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new IllegalArgumentException(
            "layer '" + slot.node() + "' has " + values[i] + " as " + slot.role() + " " + i);
      }
    }
  }

  /** Lets output {@code o} pick input {@code o − skipped}, if there is one. */
  static void pick(Slot slot, float[] values, int skipped) {
    int in = slot.extents().get(3);
    for (int i = 0; i < in; i++) {
      values[(i + skipped) * in + i] = 1;
    }
  }
}
