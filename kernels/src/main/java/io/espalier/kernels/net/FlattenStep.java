package io.espalier.kernels.net;

/** The image as one run of values. {@code dIn} and {@code dOut} are null where not needed. */
record FlattenStep(Tensor in, Tensor out, Tensor dIn, Tensor dOut) implements Step {
  @Override
  public void forward(int count) {
    for (int n = 0; n < count; n++) {
      in.unpack(n, out.values(), out.image(n));
    }
  }

  @Override
  public void backward(int count) {
    for (int n = 0; dIn != null && n < count; n++) {
      dIn.pack(n, dOut.values(), dOut.image(n));
    }
  }
}
