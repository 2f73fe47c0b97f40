package io.espalier.kernels.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The row loops on vector registers. Per-channel loops run down the pixels of one vector of
 * channels at a time: a pixel's vector is a cache line, and the channel's numbers stay in
 * registers.
 */
final class VectorRows implements RowKernels {
  private static final VectorSpecies<Float> S =
      FloatVector.SPECIES_PREFERRED.length() > 16
          ? FloatVector.SPECIES_512
          : FloatVector.SPECIES_PREFERRED;
  private static final int L = S.length();

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
    for (int c = 0; c < channels; c += L) {
      FloatVector a = FloatVector.fromArray(S, scale, c);
      FloatVector b = FloatVector.fromArray(S, shift, c);
      FloatVector f = FloatVector.broadcast(S, floor);
      affine(x, xFrom + c, y, yFrom + c, pixels * channels, channels, a, b, f);
    }
  }

  private static void affine(
      float[] x,
      int xFrom,
      float[] y,
      int yFrom,
      int n,
      int step,
      FloatVector scale,
      FloatVector shift,
      FloatVector floor) {
    for (int i = 0; i < n; i += step) {
      FloatVector v = FloatVector.fromArray(S, x, xFrom + i).fma(scale, shift);
      v.blend(floor, v.compare(VectorOperators.LT, floor)).intoArray(y, yFrom + i);
    }
  }

  @Override
  public void add(float[] x, int xFrom, float[] y, int yFrom, int n) {
    int i = 0;
    for (; i < S.loopBound(n); i += L) {
      FloatVector v = FloatVector.fromArray(S, x, xFrom + i);
      FloatVector.fromArray(S, y, yFrom + i).add(v).intoArray(y, yFrom + i);
    }
    for (; i < n; i++) {
      y[yFrom + i] += x[xFrom + i];
    }
  }

  @Override
  public void multiply(
      float[] x, int xFrom, float[] factors, int from, float[] y, int yFrom, int n) {
    int i = 0;
    for (; i < S.loopBound(n); i += L) {
      FloatVector v = FloatVector.fromArray(S, factors, from + i);
      FloatVector.fromArray(S, x, xFrom + i).mul(v).intoArray(y, yFrom + i);
    }
    for (; i < n; i++) {
      y[yFrom + i] = x[xFrom + i] * factors[from + i];
    }
  }

  @Override
  public void max(float[] x, int xFrom, float[] y, int yFrom, int n) {
    int i = 0;
    for (; i < S.loopBound(n); i += L) {
      FloatVector v = FloatVector.fromArray(S, x, xFrom + i);
      larger(FloatVector.fromArray(S, y, yFrom + i), v).intoArray(y, yFrom + i);
    }
    for (; i < n; i++) {
      y[yFrom + i] = x[xFrom + i] > y[yFrom + i] ? x[xFrom + i] : y[yFrom + i];
    }
  }

  private static FloatVector larger(FloatVector first, FloatVector second) {
    return first.blend(second, second.compare(VectorOperators.GT, first));
  }

  @Override
  public void max2x2(
      float[] x, int upper, int lower, float[] y, int yFrom, int pixels, int channels) {
    for (int c = 0; c < channels; c += L) {
      for (int i = 0; i < pixels * channels; i += channels) {
        int u = upper + 2 * i + c;
        int l = lower + 2 * i + c;
        FloatVector top =
            larger(FloatVector.fromArray(S, x, u), FloatVector.fromArray(S, x, u + channels));
        top = larger(top, FloatVector.fromArray(S, x, l));
        larger(top, FloatVector.fromArray(S, x, l + channels)).intoArray(y, yFrom + i + c);
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
    for (int c = 0; c < channels; c += L) {
      for (int i = 0; i < pixels * channels; i += channels) {
        int at = 2 * i + c;
        FloatVector top = FloatVector.fromArray(S, y, yFrom + i + c);
        FloatVector rest = FloatVector.fromArray(S, dy, dyFrom + i + c);
        rest = route(x, upper + at, top, rest, dx, dUpper + at);
        rest = route(x, upper + at + channels, top, rest, dx, dUpper + at + channels);
        rest = route(x, lower + at, top, rest, dx, dLower + at);
        route(x, lower + at + channels, top, rest, dx, dLower + at + channels);
      }
    }
  }

  private static FloatVector route(
      float[] x, int from, FloatVector top, FloatVector rest, float[] dx, int to) {
    VectorMask<Float> here = FloatVector.fromArray(S, x, from).compare(VectorOperators.EQ, top);
    FloatVector zero = FloatVector.zero(S);
    zero.blend(rest, here).intoArray(dx, to);
    return rest.blend(zero, here);
  }

  @Override
  public void gate(float[] y, int yFrom, float[] dy, int dyFrom, int n) {
    FloatVector zero = FloatVector.zero(S);
    int i = 0;
    for (; i < S.loopBound(n); i += L) {
      VectorMask<Float> open =
          FloatVector.fromArray(S, y, yFrom + i).compare(VectorOperators.GT, zero);
      zero.blend(FloatVector.fromArray(S, dy, dyFrom + i), open).intoArray(dy, dyFrom + i);
    }
    for (; i < n; i++) {
      dy[dyFrom + i] = y[yFrom + i] > 0 ? dy[dyFrom + i] : 0;
    }
  }

  @Override
  public boolean isFinite(float[] x, int from, int n) {
    FloatVector zero = FloatVector.zero(S);
    FloatVector a = zero;
    FloatVector b = zero;
    int i = from;
    for (; i <= from + n - 2 * L; i += 2 * L) {
      a = FloatVector.fromArray(S, x, i).fma(zero, a);
      b = FloatVector.fromArray(S, x, i + L).fma(zero, b);
    }
    float sum = a.add(b).reduceLanes(VectorOperators.ADD);
    for (; i < from + n; i++) {
      sum += x[i] * 0;
    }
    return sum == 0;
  }

  @Override
  public void sum(float[] x, int xFrom, int pixels, int channels, float[] sums) {
    for (int c = 0; c < channels; c += L) {
      sum(x, xFrom + c, pixels * channels, channels, sums, c);
    }
  }

  private static void sum(float[] x, int from, int n, int step, float[] sums, int c) {
    FloatVector sum = FloatVector.fromArray(S, sums, c);
    for (int i = 0; i < n; i += step) {
      sum = sum.add(FloatVector.fromArray(S, x, from + i));
    }
    sum.intoArray(sums, c);
  }

  @Override
  public void squares(float[] x, int xFrom, int pixels, int channels, float[] mean, float[] sums) {
    for (int c = 0; c < channels; c += L) {
      squares(x, xFrom + c, pixels * channels, channels, mean, sums, c);
    }
  }

  private static void squares(
      float[] x, int from, int n, int step, float[] mean, float[] sums, int c) {
    FloatVector m = FloatVector.fromArray(S, mean, c);
    FloatVector sum = FloatVector.fromArray(S, sums, c);
    for (int i = 0; i < n; i += step) {
      FloatVector d = FloatVector.fromArray(S, x, from + i).sub(m);
      sum = d.fma(d, sum);
    }
    sum.intoArray(sums, c);
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
    for (int c = 0; c < channels; c += L) {
      moments(x, xFrom + c, dy, dyFrom + c, pixels * channels, channels, mean, sums, c);
    }
  }

  private static void moments(
      float[] x,
      int xFrom,
      float[] dy,
      int dyFrom,
      int n,
      int step,
      float[] mean,
      float[] sums,
      int c) {
    FloatVector m = FloatVector.fromArray(S, mean, c);
    FloatVector sum = FloatVector.fromArray(S, sums, c);
    for (int i = 0; i < n; i += step) {
      FloatVector d = FloatVector.fromArray(S, x, xFrom + i).sub(m);
      sum = FloatVector.fromArray(S, dy, dyFrom + i).fma(d, sum);
    }
    sum.intoArray(sums, c);
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
    for (int c = 0; c < channels; c += L) {
      FloatVector mean = FloatVector.fromArray(S, gradient.mean(), c);
      FloatVector scale = FloatVector.fromArray(S, gradient.scale(), c);
      FloatVector slope = FloatVector.fromArray(S, gradient.slope(), c);
      FloatVector shift = FloatVector.fromArray(S, gradient.shift(), c);
      for (int i = c; i < pixels * channels; i += channels) {
        FloatVector d = FloatVector.fromArray(S, x, xFrom + i).sub(mean);
        FloatVector rest = d.fma(slope, shift);
        FloatVector.fromArray(S, dy, dyFrom + i).fma(scale, rest).intoArray(dx, dxFrom + i);
      }
    }
  }
}
