package io.espalier.kernels.net;

/**
 * Local response normalisation, pixel by pixel. Sums run window position by window position over
 * all channels, in one order: plain loops that the compiler makes vectors of without changing a
 * bit. Mutable.
 */
final class LocalResponseStep implements Step {
  /** The power of the paper, which two square roots give. */
  private static final double COMMON = 0.75;

  private final LocalResponseNorm layer;
  private final Tensor in;
  private final Tensor out;
  private final Tensor dIn;
  private final Tensor dOut;
  private final int channels;
  private final int reach;

  /** Channels of one pixel between zeros, as many as a window reaches beyond them. */
  private final float[] around;

  private final float[] divisors;
  private final float[] powers;

  /** {@code dIn} and {@code dOut} are null where they are not needed. */
  LocalResponseStep(LocalResponseNorm layer, Tensor in, Tensor out, Tensor dIn, Tensor dOut) {
    this.layer = layer;
    this.in = in;
    this.out = out;
    this.dIn = dIn;
    this.dOut = dOut;
    channels = in.channels();
    reach = Math.min(layer.behind(), channels - 1);
    around = new float[channels + 2 * reach];
    divisors = new float[channels];
    powers = new float[channels];
  }

  @Override
  public void forward(int count) {
    for (int n = 0; n < count; n++) {
      for (int y = 0; y < in.height(); y++) {
        for (int x = 0; x < in.width(); x++) {
          forward(in.at(n, y, x), out.at(n, y, x));
        }
      }
    }
  }

  private void forward(int from, int to) {
    normalise(from);
    float[] x = in.values();
    float[] y = out.values();
    for (int c = 0; c < channels; c++) {
      y[to + c] = x[from + c] * powers[c];
    }
  }

  /** Fills the divisors of one pixel, and what their powers multiply with. */
  private void normalise(int from) {
    float[] x = in.values();
    for (int c = 0; c < channels; c++) {
      around[reach + c] = x[from + c] * x[from + c];
    }
    sum(layer.before(), layer.behind());
    float factor = (float) (layer.alpha() / layer.size());
    float bias = (float) layer.bias();
    for (int c = 0; c < channels; c++) {
      divisors[c] = bias + factor * divisors[c];
    }
    if (layer.beta() == COMMON) {
      for (int c = 0; c < channels; c++) {
        float root = (float) Math.sqrt(divisors[c]);
        powers[c] = 1 / (root * (float) Math.sqrt(root));
      }
    } else {
      for (int c = 0; c < channels; c++) {
        powers[c] = (float) Math.pow(divisors[c], -layer.beta());
      }
    }
  }

  /** divisors[c] = the sum of what lies around c, from {@code before} before to behind. */
  private void sum(int before, int behind) {
    int first = -Math.min(before, reach);
    int last = Math.min(behind, reach);
    System.arraycopy(around, reach + first, divisors, 0, channels);
    for (int k = first + 1; k <= last; k++) {
      int shift = reach + k;
      for (int c = 0; c < channels; c++) {
        divisors[c] += around[shift + c];
      }
    }
  }

  /**
   * dx_i = dy_i / s_i^beta − 2 alpha beta / size · x_i · Σ dy_c y_c / s_c over the c that see i.
   */
  @Override
  public void backward(int count) {
    for (int n = 0; dIn != null && n < count; n++) {
      for (int y = 0; y < in.height(); y++) {
        for (int x = 0; x < in.width(); x++) {
          backward(in.at(n, y, x), out.at(n, y, x), dOut.at(n, y, x), dIn.at(n, y, x));
        }
      }
    }
  }

  private void backward(int x, int y, int dy, int dx) {
    normalise(x);
    float[] dOuts = dOut.values();
    float[] outs = out.values();
    for (int c = 0; c < channels; c++) {
      around[reach + c] = dOuts[dy + c] * outs[y + c] / divisors[c];
    }
    sum(layer.behind(), layer.before());
    float[] ins = in.values();
    float[] dIns = dIn.values();
    float factor = (float) (2 * layer.alpha() * layer.beta() / layer.size());
    for (int c = 0; c < channels; c++) {
      dIns[dx + c] = dOuts[dy + c] * powers[c] - factor * ins[x + c] * divisors[c];
    }
  }
}
