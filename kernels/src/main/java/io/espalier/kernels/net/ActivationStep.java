package io.espalier.kernels.net;

/**
 * An elementwise function that no product takes in.
 *
 * @param dIn null, as {@code dOut}, where it is not needed
 */
record ActivationStep(Curve curve, Tensor in, Tensor out, Tensor dIn, Tensor dOut) implements Step {
  @Override
  public void forward(int count) {
    for (int n = 0; n < count; n++) {
      for (int y = 0; y < in.height(); y++) {
        forward(in.row(n, y), out.row(n, y));
      }
    }
  }

  /** Leaves the zeros behind a pixel's channels alone where the function has another value at 0. */
  private void forward(int from, int to) {
    if (curve.atZero() == 0 || in.stride() == in.channels()) {
      curve.values(in.values(), from, out.values(), to, in.layout().row());
      return;
    }
    for (int i = 0; i < in.layout().row(); i += in.stride()) {
      curve.values(in.values(), from + i, out.values(), to + i, in.channels());
    }
  }

  @Override
  public void backward(int count) {
    for (int n = 0; dIn != null && n < count; n++) {
      for (int y = 0; y < in.height(); y++) {
        backward(n, y);
      }
    }
  }

  private void backward(int n, int row) {
    curve.gradient(
        in.values(),
        in.row(n, row),
        out.values(),
        out.row(n, row),
        dOut.values(),
        dOut.row(n, row),
        dIn.values(),
        dIn.row(n, row),
        in.layout().row());
  }
}
