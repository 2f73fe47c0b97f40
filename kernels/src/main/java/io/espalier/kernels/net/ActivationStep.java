package io.espalier.kernels.net;

/** An elementwise function that no product takes in. Mutable. */
final class ActivationStep implements Step {
  private final Function function;
  private final Tensor in;
  private final Tensor out;
  private final Tensor dIn;
  private final Tensor dOut;

  /** A function and its derivative. */
  interface Function {
    float value(float x);

    /** The derivative at x, where the function is y. */
    float slope(float x, float y);
  }

  /** {@code dIn} and {@code dOut} are null where they are not needed. */
  ActivationStep(Activation activation, Tensor in, Tensor out, Tensor dIn, Tensor dOut) {
    this.function = Functions.of(activation);
    this.in = in;
    this.out = out;
    this.dIn = dIn;
    this.dOut = dOut;
  }

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
    if (function.value(0) == 0 || in.stride() == in.channels()) {
      forward(from, to, in.layout().row());
      return;
    }
    for (int i = 0; i < in.layout().row(); i += in.stride()) {
      forward(from + i, to + i, in.channels());
    }
  }

  private void forward(int from, int to, int n) {
    float[] x = in.values();
    float[] y = out.values();
    for (int i = 0; i < n; i++) {
      y[to + i] = function.value(x[from + i]);
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
    int x = in.row(n, row);
    int y = out.row(n, row);
    int dx = dIn.row(n, row);
    int dy = dOut.row(n, row);
    for (int i = 0; i < in.layout().row(); i++) {
      float slope = function.slope(in.values()[x + i], out.values()[y + i]);
      dIn.values()[dx + i] = dOut.values()[dy + i] * slope;
    }
  }
}
