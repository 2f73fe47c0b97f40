package io.espalier.kernels.net;

import io.espalier.kernels.simd.RowKernels;

/**
 * The product of two tensors. A second one of a single pixel multiplies every pixel of the first;
 * its gradient then sums over them in order.
 *
 * @param dLeft the gradient of the left factor; it and the two after it are null where they are not
 *     needed
 */
record MultiplyStep(
    Tensor left,
    Tensor right,
    Tensor out,
    Tensor dLeft,
    Tensor dRight,
    Tensor dOut,
    RowKernels rows)
    implements Step {
  @Override
  public void forward(int count) {
    for (int n = 0; n < count; n++) {
      multiply(left, right, out, n);
    }
  }

  @Override
  public void backward(int count) {
    for (int n = 0; n < count; n++) {
      if (dLeft != null) {
        multiply(dOut, right, dLeft, n);
      }
      if (dRight != null && right.shape().equals(out.shape())) {
        multiply(dOut, left, dRight, n);
      } else if (dRight != null) {
        sum(n);
      }
    }
  }

  /** to = from · by for one image; {@code by} is as large, or one pixel. */
  private void multiply(Tensor from, Tensor by, Tensor to, int n) {
    boolean whole = by.shape().equals(to.shape()) && to.stride() == to.channels();
    for (int y = 0; y < to.height(); y++) {
      if (whole) {
        int length = to.layout().row();
        multiply(from, from.row(n, y), by, by.row(n, y), to, to.row(n, y), length);
      } else {
        multiplyPixels(from, by, to, n, y);
      }
    }
  }

  /** Pixel by pixel, as what lies between their channels and their stride is left alone. */
  private void multiplyPixels(Tensor from, Tensor by, Tensor to, int n, int y) {
    boolean one = !by.shape().equals(to.shape());
    for (int x = 0; x < to.width(); x++) {
      int factor = one ? by.at(n, 0, 0) : by.at(n, y, x);
      multiply(from, from.at(n, y, x), by, factor, to, to.at(n, y, x), to.channels());
    }
  }

  private void multiply(Tensor from, int x, Tensor by, int f, Tensor to, int y, int n) {
    rows.multiply(from.values(), x, by.values(), f, to.values(), y, n);
  }

  /** The gradient of the one pixel: Σ dOut · left over the image. */
  private void sum(int n) {
    dRight.clearImage(n);
    int to = dRight.at(n, 0, 0);
    for (int y = 0; y < out.height(); y++) {
      for (int x = 0; x < out.width(); x++) {
        addProducts(dOut.at(n, y, x), left.at(n, y, x), to);
      }
    }
  }

  private void addProducts(int from, int x, int to) {
    float[] dz = dOut.values();
    float[] xs = left.values();
    float[] sums = dRight.values();
    for (int c = 0; c < out.channels(); c++) {
      sums[to + c] += dz[from + c] * xs[x + c];
    }
  }
}
