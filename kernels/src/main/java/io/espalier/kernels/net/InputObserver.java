package io.espalier.kernels.net;

/** Sees what flows into the convolutions and dense layers of a program. */
@FunctionalInterface
public interface InputObserver {
  /**
   * Called with the input of a node, some images at a time.
   *
   * @param node the convolution or dense layer
   * @param values valid during the call only; NHWC without padding in [from, to)
   */
  void accept(String node, float[] values, int from, int to);
}
