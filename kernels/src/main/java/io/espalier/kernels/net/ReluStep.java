package io.espalier.kernels.net;

import io.espalier.kernels.simd.RowKernels;
import java.util.Arrays;

/** A ReLU that no product or norm takes in, as behind the addition of a residual block. */
final class ReluStep implements Step {
  private final Tensor in;
  private final Tensor out;
  private final Tensor dIn;
  private final Tensor dOut;
  private final RowKernels rows;
  private final float[] one;
  private final float[] zero;

  /** {@code dIn} and {@code dOut} are null where they are not needed. */
  ReluStep(Tensor in, Tensor out, Tensor dIn, Tensor dOut, RowKernels rows) {
    this.in = in;
    this.out = out;
    this.dIn = dIn;
    this.dOut = dOut;
    this.rows = rows;
    one = new float[in.stride()];
    zero = new float[in.stride()];
    Arrays.fill(one, 1);
  }

  @Override
  public void forward(int count) {
    for (int n = 0; n < count; n++) {
      for (int y = 0; y < in.height(); y++) {
        int from = in.row(n, y);
        int to = out.row(n, y);
        rows.affine(in.values(), from, out.values(), to, in.width(), in.stride(), one, zero, 0);
      }
    }
  }

  @Override
  public void backward(int count) {
    for (int n = 0; dIn != null && n < count; n++) {
      dIn.copyImage(dOut, n);
      for (int y = 0; y < in.height(); y++) {
        int length = out.layout().row();
        rows.gate(out.values(), out.row(n, y), dIn.values(), dIn.row(n, y), length);
      }
    }
  }
}
