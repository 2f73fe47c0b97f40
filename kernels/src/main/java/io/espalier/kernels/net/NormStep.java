package io.espalier.kernels.net;

import io.espalier.kernels.simd.RowKernels;

/**
 * Batch norm in training, with the ReLU behind it. Mean and variance are taken image by image in
 * two passes and merged in double (Chan, Golub and LeVeque 1983), so that no precision is lost to
 * large means. Mutable.
 */
final class NormStep implements Step {
  private final BatchNorm layer;
  private final Tensor in;
  private final Tensor out;
  private final Tensor dIn;
  private final Tensor dOut;
  private final RowKernels rows;
  private final NormParameters own;
  private final boolean relu;
  private final float[] imageMean;
  private final float[] scale;
  private final float[] shift;
  private final double[] mean;
  private final double[] spread;
  private final ChannelSums sums;
  private final ChannelSums moments;
  private final RowKernels.NormGradient gradient;

  /** The arrays of the layer and of its gradients. */
  record NormParameters(
      float[] gamma,
      float[] beta,
      float[] runningMean,
      float[] runningVariance,
      float[] dGamma,
      float[] dBeta) {
    static NormParameters of(String name, Parameters values, Parameters gradients) {
      return new NormParameters(
          values.get(name, Role.GAMMA),
          values.get(name, Role.BETA),
          values.get(name, Role.MEAN),
          values.get(name, Role.VARIANCE),
          gradients.get(name, Role.GAMMA),
          gradients.get(name, Role.BETA));
    }
  }

  /** {@code dIn} is null where nothing before the layer is trained. */
  NormStep(
      BatchNorm layer,
      boolean relu,
      Tensor in,
      Tensor out,
      Tensor dIn,
      Tensor dOut,
      RowKernels rows,
      NormParameters own) {
    this.layer = layer;
    this.relu = relu;
    this.in = in;
    this.out = out;
    this.dIn = dIn;
    this.dOut = dOut;
    this.rows = rows;
    this.own = own;
    int stride = in.stride();
    imageMean = new float[stride];
    scale = new float[stride];
    shift = new float[stride];
    mean = new double[stride];
    spread = new double[stride];
    sums = new ChannelSums(stride);
    moments = new ChannelSums(stride);
    gradient = RowKernels.NormGradient.of(stride);
  }

  @Override
  public void forward(int count) {
    for (int n = 0; n < count; n++) {
      merge(n);
    }
    prepare(count);
    float floor = relu ? 0 : Float.NEGATIVE_INFINITY;
    for (int n = 0; n < count; n++) {
      for (int y = 0; y < in.height(); y++) {
        rows.affine(
            in.values(),
            in.row(n, y),
            out.values(),
            out.row(n, y),
            in.width(),
            in.stride(),
            scale,
            shift,
            floor);
      }
    }
  }

  /** Takes image n into mean and spread (the sum of squared distances from the mean). */
  private void merge(int n) {
    int pixels = in.shape().pixels();
    sums.clearPartial();
    for (int y = 0; y < in.height(); y++) {
      rows.sum(in.values(), in.row(n, y), in.width(), in.stride(), sums.partial);
    }
    for (int c = 0; c < imageMean.length; c++) {
      imageMean[c] = sums.partial[c] / pixels;
    }
    sums.clearPartial();
    for (int y = 0; y < in.height(); y++) {
      rows.squares(in.values(), in.row(n, y), in.width(), in.stride(), imageMean, sums.partial);
    }
    for (int c = 0; c < imageMean.length; c++) {
      double before = n == 0 ? 0 : spread[c];
      double distance = n == 0 ? 0 : imageMean[c] - mean[c];
      spread[c] = before + sums.partial[c] + distance * distance * pixels * n / (n + 1.0);
      mean[c] = n == 0 ? imageMean[c] : mean[c] + distance / (n + 1.0);
    }
  }

  private void prepare(int count) {
    double values = (double) count * in.shape().pixels();
    for (int c = 0; c < own.gamma().length; c++) {
      double variance = spread[c] / values;
      double factor = own.gamma()[c] / Math.sqrt(variance + layer.epsilon());
      scale[c] = (float) factor;
      shift[c] = (float) (own.beta()[c] - mean[c] * factor);
      double unbiased = values > 1 ? spread[c] / (values - 1) : variance;
      own.runningMean()[c] = running(own.runningMean()[c], mean[c]);
      own.runningVariance()[c] = running(own.runningVariance()[c], unbiased);
    }
  }

  private float running(float before, double batch) {
    return (float) (layer.decay() * before + (1 - layer.decay()) * batch);
  }

  @Override
  public void backward(int count) {
    sums.clear();
    moments.clear();
    for (int c = 0; c < imageMean.length; c++) {
      gradient.mean()[c] = (float) mean[c];
    }
    for (int n = 0; n < count; n++) {
      sum(n);
    }
    prepareGradient(count);
    for (int n = 0; dIn != null && n < count; n++) {
      for (int y = 0; y < in.height(); y++) {
        rows.denormalize(
            in.values(),
            in.row(n, y),
            dOut.values(),
            dOut.row(n, y),
            dIn.values(),
            dIn.row(n, y),
            in.width(),
            in.stride(),
            gradient);
      }
    }
  }

  private void sum(int n) {
    sums.clearPartial();
    moments.clearPartial();
    for (int y = 0; y < in.height(); y++) {
      int dy = dOut.row(n, y);
      if (relu) {
        rows.gate(out.values(), out.row(n, y), dOut.values(), dy, out.layout().row());
      }
      rows.sum(dOut.values(), dy, in.width(), in.stride(), sums.partial);
      rows.moments(
          in.values(),
          in.row(n, y),
          dOut.values(),
          dy,
          in.width(),
          in.stride(),
          gradient.mean(),
          moments.partial);
    }
    sums.addPartial();
    moments.addPartial();
  }

  /** dx = γ/σ · (dy − mean(dy) − x̂ · mean(dy · x̂)), x̂ = (x − m)/σ. */
  private void prepareGradient(int count) {
    double values = (double) count * in.shape().pixels();
    for (int c = 0; c < own.gamma().length; c++) {
      double inverse = 1 / Math.sqrt(spread[c] / values + layer.epsilon());
      double factor = own.gamma()[c] * inverse;
      double dGamma = moments.total[c] * inverse;
      own.dGamma()[c] = (float) dGamma;
      own.dBeta()[c] = (float) sums.total[c];
      gradient.scale()[c] = (float) factor;
      gradient.slope()[c] = (float) (-factor * inverse * dGamma / values);
      gradient.shift()[c] = (float) (-factor * sums.total[c] / values);
    }
  }
}
