package io.espalier.kernels.simd;

/** The row loops in plain Java: the oracle of the vector kernels. */
final class ScalarRows implements RowKernels {
  @Override
  public void affine(
      float[] x,
      int xFrom,
      float[] y,
      int yFrom,
      int pixels,
      int channels,
      float[] scale,
      float[] shift,
      float floor) {
    for (int p = 0; p < pixels; p++) {
      for (int c = 0; c < channels; c++) {
        float value = Math.fma(x[xFrom + p * channels + c], scale[c], shift[c]);
        y[yFrom + p * channels + c] = value < floor ? floor : value;
      }
    }
  }

  @Override
  public void add(float[] x, int xFrom, float[] y, int yFrom, int n) {
    for (int i = 0; i < n; i++) {
      y[yFrom + i] += x[xFrom + i];
    }
  }

  @Override
  public void multiply(
      float[] x, int xFrom, float[] factors, int from, float[] y, int yFrom, int n) {
    for (int i = 0; i < n; i++) {
      y[yFrom + i] = x[xFrom + i] * factors[from + i];
    }
  }

  @Override
  public void max(float[] x, int xFrom, float[] y, int yFrom, int n) {
    for (int i = 0; i < n; i++) {
      y[yFrom + i] = larger(y[yFrom + i], x[xFrom + i]);
    }
  }

  private static float larger(float first, float second) {
    return second > first ? second : first;
  }

  @Override
  public void max2x2(
      float[] x, int upper, int lower, float[] y, int yFrom, int pixels, int channels) {
    for (int p = 0; p < pixels; p++) {
      for (int c = 0; c < channels; c++) {
        int u = upper + 2 * p * channels + c;
        int l = lower + 2 * p * channels + c;
        float top = larger(x[u], x[u + channels]);
        y[yFrom + p * channels + c] = larger(larger(top, x[l]), x[l + channels]);
      }
    }
  }

  @Override
  public void route2x2(
      float[] x,
      int upper,
      int lower,
      float[] y,
      int yFrom,
      float[] dy,
      int dyFrom,
      float[] dx,
      int dUpper,
      int dLower,
      int pixels,
      int channels) {
    for (int p = 0; p < pixels; p++) {
      for (int c = 0; c < channels; c++) {
        int at = 2 * p * channels + c;
        float top = y[yFrom + p * channels + c];
        float rest = dy[dyFrom + p * channels + c];
        rest = route(x[upper + at], top, rest, dx, dUpper + at);
        rest = route(x[upper + at + channels], top, rest, dx, dUpper + at + channels);
        rest = route(x[lower + at], top, rest, dx, dLower + at);
        route(x[lower + at + channels], top, rest, dx, dLower + at + channels);
      }
    }
  }

  private static float route(float x, float top, float rest, float[] dx, int at) {
    dx[at] = x == top ? rest : 0;
    return x == top ? 0 : rest;
  }

  @Override
  public void gate(float[] y, int yFrom, float[] dy, int dyFrom, int n) {
    for (int i = 0; i < n; i++) {
      dy[dyFrom + i] = y[yFrom + i] > 0 ? dy[dyFrom + i] : 0;
    }
  }

  @Override
  public boolean isFinite(float[] x, int from, int n) {
    float sum = 0;
    for (int i = from; i < from + n; i++) {
      sum += x[i] * 0;
    }
    return sum == 0;
  }

  @Override
  public void sum(float[] x, int xFrom, int pixels, int channels, float[] sums) {
    for (int p = 0; p < pixels; p++) {
      for (int c = 0; c < channels; c++) {
        sums[c] += x[xFrom + p * channels + c];
      }
    }
  }

  @Override
  public void squares(float[] x, int xFrom, int pixels, int channels, float[] mean, float[] sums) {
    for (int p = 0; p < pixels; p++) {
      for (int c = 0; c < channels; c++) {
        float d = x[xFrom + p * channels + c] - mean[c];
        sums[c] = Math.fma(d, d, sums[c]);
      }
    }
  }

  @Override
  public void moments(
      float[] x,
      int xFrom,
      float[] dy,
      int dyFrom,
      int pixels,
      int channels,
      float[] mean,
      float[] sums) {
    for (int p = 0; p < pixels; p++) {
      for (int c = 0; c < channels; c++) {
        float d = x[xFrom + p * channels + c] - mean[c];
        sums[c] = Math.fma(dy[dyFrom + p * channels + c], d, sums[c]);
      }
    }
  }

  @Override
  public void denormalize(
      float[] x,
      int xFrom,
      float[] dy,
      int dyFrom,
      float[] dx,
      int dxFrom,
      int pixels,
      int channels,
      NormGradient gradient) {
    for (int p = 0; p < pixels; p++) {
      for (int c = 0; c < channels; c++) {
        int at = p * channels + c;
        float d = x[xFrom + at] - gradient.mean()[c];
        float rest = Math.fma(d, gradient.slope()[c], gradient.shift()[c]);
        dx[dxFrom + at] = Math.fma(dy[dyFrom + at], gradient.scale()[c], rest);
      }
    }
  }
}
