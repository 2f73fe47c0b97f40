package io.espalier.kernels.net;

import java.util.List;

/** One operation of a network: a pure description, without numbers. */
public sealed interface Layer
    permits Convolution,
        Dense,
        BatchNorm,
        Scale,
        LocalResponseNorm,
        Activation,
        Pooling,
        GlobalPooling,
        Add,
        Multiply,
        Gather,
        Concat,
        Flatten {
  /** Fewest inputs this layer takes. */
  default int fewestInputs() {
    return 1;
  }

  /** Most inputs this layer takes. */
  default int mostInputs() {
    return 1;
  }

  /**
   * The shape of its output.
   *
   * @param inputs the shapes of its inputs, in order
   * @throws IllegalArgumentException if the layer cannot take them
   */
  Shape output(List<Shape> inputs);

  /**
   * Its parameter arrays, in a fixed order.
   *
   * @param node the name of the node that holds this layer
   * @param inputs the shapes of its inputs
   */
  default List<Slot> slots(String node, List<Shape> inputs) {
    return List.of();
  }

  /** Multiply-accumulates for one image: those of convolutions and dense layers, else 0. */
  default long macs(List<Shape> inputs) {
    return 0;
  }
}
