package io.espalier.kernels.net;

import io.espalier.kernels.simd.ActivationKernels;

/** The functions that kernels compute, those that networks have most. */
sealed interface FastCurve extends Curve {
  /** min(max(x, low), high). */
  record Clip(ActivationKernels kernels, float low, float high) implements FastCurve {
    @Override
    public float atZero() {
      return Math.min(Math.max(0, low), high);
    }

    @Override
    public void values(float[] x, int xFrom, float[] y, int yFrom, int n) {
      kernels.clip(x, xFrom, y, yFrom, n, low, high);
    }

    @Override
    public void gradient(
        float[] x,
        int xFrom,
        float[] y,
        int yFrom,
        float[] dy,
        int dyFrom,
        float[] dx,
        int dxFrom,
        int n) {
      kernels.clipGradient(x, xFrom, dy, dyFrom, dx, dxFrom, n, low, high);
    }
  }

  /** 1 / (1 + e^−x). */
  record Sigmoid(ActivationKernels kernels) implements FastCurve {
    @Override
    public float atZero() {
      return 0.5f;
    }

    @Override
    public void values(float[] x, int xFrom, float[] y, int yFrom, int n) {
      kernels.sigmoid(x, xFrom, y, yFrom, n);
    }

    @Override
    public void gradient(
        float[] x,
        int xFrom,
        float[] y,
        int yFrom,
        float[] dy,
        int dyFrom,
        float[] dx,
        int dxFrom,
        int n) {
      kernels.sigmoidGradient(y, yFrom, dy, dyFrom, dx, dxFrom, n);
    }
  }

  /** min(max(x + 3, 0), 6) / 6. */
  record HardSigmoid(ActivationKernels kernels) implements FastCurve {
    @Override
    public float atZero() {
      return 0.5f;
    }

    @Override
    public void values(float[] x, int xFrom, float[] y, int yFrom, int n) {
      kernels.hardSigmoid(x, xFrom, y, yFrom, n);
    }

    @Override
    public void gradient(
        float[] x,
        int xFrom,
        float[] y,
        int yFrom,
        float[] dy,
        int dyFrom,
        float[] dx,
        int dxFrom,
        int n) {
      kernels.hardSigmoidGradient(x, xFrom, dy, dyFrom, dx, dxFrom, n);
    }
  }

  /** x · min(max(x + 3, 0), 6) / 6. */
  record HardSwish(ActivationKernels kernels) implements FastCurve {
    @Override
    public float atZero() {
      return 0;
    }

    @Override
    public void values(float[] x, int xFrom, float[] y, int yFrom, int n) {
      kernels.hardSwish(x, xFrom, y, yFrom, n);
    }

    @Override
    public void gradient(
        float[] x,
        int xFrom,
        float[] y,
        int yFrom,
        float[] dy,
        int dyFrom,
        float[] dx,
        int dxFrom,
        int n) {
      kernels.hardSwishGradient(x, xFrom, dy, dyFrom, dx, dxFrom, n);
    }
  }
}
