package io.espalier.kernels.net;

/** One operation of a program, bound to its tensors. Mutable; knows nothing of its neighbours. */
interface Step {
  /** Takes over parameters that changed. */
  default void load(Parameters parameters) {}

  /** Computes the output of the first {@code count} images (or more) from the input. */
  void forward(int count);

  /** The same, with what a reader might spare itself: somebody looks at inputs. */
  default void forwardShown(int count) {
    forward(count);
  }

  /** Computes the input's gradient and the parameters' from the output's gradient. */
  default void backward(int count) {
    throw new IllegalStateException("this step only infers");
  }
}
