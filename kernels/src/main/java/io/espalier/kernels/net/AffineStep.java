package io.espalier.kernels.net;

import io.espalier.kernels.simd.RowKernels;

/**
 * A factor and an addend per channel, then perhaps a ReLU: a scale layer, or a batch norm of
 * inference that no product could take in. Only scale layers run backward. Mutable.
 */
final class AffineStep implements Step {
  private final Node node;
  private final float floor;
  private final Tensor in;
  private final Tensor out;
  private final Tensor dIn;
  private final Tensor dOut;
  private final RowKernels rows;
  private final float[] dGamma;
  private final float[] scale;
  private final float[] shift;
  private final float[] zero;
  private final ChannelSums sums;

  /** {@code dIn}, {@code dOut} and {@code dGamma} are null where they are not needed. */
  AffineStep(
      Node node,
      float floor,
      Tensor in,
      Tensor out,
      Tensor dIn,
      Tensor dOut,
      RowKernels rows,
      float[] dGamma) {
    this.node = node;
    this.floor = floor;
    this.in = in;
    this.out = out;
    this.dIn = dIn;
    this.dOut = dOut;
    this.rows = rows;
    this.dGamma = dGamma;
    scale = new float[in.stride()];
    shift = new float[in.stride()];
    zero = new float[in.stride()];
    sums = new ChannelSums(in.stride());
  }

  @Override
  public void load(Parameters parameters) {
    Fused.fill(node, parameters, scale, shift);
  }

  @Override
  public void forward(int count) {
    for (int n = 0; n < count; n++) {
      for (int y = 0; y < in.height(); y++) {
        affine(in, out, n, y, shift, floor);
      }
    }
  }

  private void affine(Tensor x, Tensor to, int n, int y, float[] addend, float least) {
    rows.affine(
        x.values(),
        x.row(n, y),
        to.values(),
        to.row(n, y),
        x.width(),
        x.stride(),
        scale,
        addend,
        least);
  }

  @Override
  public void backward(int count) {
    sums.clear();
    for (int n = 0; n < count; n++) {
      sums.clearPartial();
      for (int y = 0; y < in.height(); y++) {
        rows.moments(
            in.values(),
            in.row(n, y),
            dOut.values(),
            dOut.row(n, y),
            in.width(),
            in.stride(),
            zero,
            sums.partial);
        if (dIn != null) {
          affine(dOut, dIn, n, y, zero, Float.NEGATIVE_INFINITY);
        }
      }
      sums.addPartial();
    }
    sums.write(dGamma);
  }
}
