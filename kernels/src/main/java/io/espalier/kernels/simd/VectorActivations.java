package io.espalier.kernels.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Activations on vector registers; what is left over at the end of a run is done in plain Java. */
final class VectorActivations implements ActivationKernels {
  private static final VectorSpecies<Float> S = Lanes.F;
  private static final int L = S.length();

  private final ScalarActivations rest = new ScalarActivations();

  @Override
  public void clip(float[] x, int xFrom, float[] y, int yFrom, int n, float low, float high) {
    int i = 0;
    for (; i < S.loopBound(n); i += L) {
      clamp(FloatVector.fromArray(S, x, xFrom + i), low, high).intoArray(y, yFrom + i);
    }
    rest.clip(x, xFrom + i, y, yFrom + i, n - i, low, high);
  }

  private static FloatVector clamp(FloatVector x, float low, float high) {
    FloatVector raised = x.blend(low, x.compare(VectorOperators.LT, low));
    return raised.blend(high, raised.compare(VectorOperators.GT, high));
  }

  @Override
  public void clipGradient(
      float[] x,
      int xFrom,
      float[] dy,
      int dyFrom,
      float[] dx,
      int dxFrom,
      int n,
      float low,
      float high) {
    int i = 0;
    for (; i < S.loopBound(n); i += L) {
      FloatVector v = FloatVector.fromArray(S, x, xFrom + i);
      FloatVector passed = FloatVector.fromArray(S, dy, dyFrom + i);
      FloatVector.zero(S)
          .blend(
              passed, v.compare(VectorOperators.GT, low).and(v.compare(VectorOperators.LE, high)))
          .intoArray(dx, dxFrom + i);
    }
    rest.clipGradient(x, xFrom + i, dy, dyFrom + i, dx, dxFrom + i, n - i, low, high);
  }

  @Override
  public void sigmoid(float[] x, int xFrom, float[] y, int yFrom, int n) {
    FloatVector one = FloatVector.broadcast(S, 1);
    int i = 0;
    for (; i < S.loopBound(n); i += L) {
      FloatVector t =
          clamp(
              FloatVector.fromArray(S, x, xFrom + i).neg(),
              Exponential.LOWEST,
              Exponential.HIGHEST);
      one.div(one.add(exponential(t))).intoArray(y, yFrom + i);
    }
    rest.sigmoid(x, xFrom + i, y, yFrom + i, n - i);
  }

  /** {@link Exponential#of} of each lane. */
  private static FloatVector exponential(FloatVector t) {
    FloatVector whole = FloatVector.broadcast(S, Exponential.WHOLE);
    FloatVector shifted = t.fma(FloatVector.broadcast(S, Exponential.LOG2_E), whole);
    FloatVector k = shifted.sub(whole);
    FloatVector r =
        k.fma(
            FloatVector.broadcast(S, -Exponential.LN2_LOW),
            k.fma(FloatVector.broadcast(S, -Exponential.LN2_HIGH), t));
    FloatVector p =
        r.fma(FloatVector.broadcast(S, Exponential.P0), FloatVector.broadcast(S, Exponential.P1));
    p = p.fma(r, FloatVector.broadcast(S, Exponential.P2));
    p = p.fma(r, FloatVector.broadcast(S, Exponential.P3));
    p = p.fma(r, FloatVector.broadcast(S, Exponential.P4));
    p = p.fma(r, FloatVector.broadcast(S, Exponential.P5));
    IntVector power =
        shifted
            .reinterpretAsInts()
            .lanewise(VectorOperators.LSHL, Exponential.MANTISSA)
            .add(Exponential.ONE);
    return r.mul(r).fma(p, r).add(1).mul(power.reinterpretAsFloats());
  }

  @Override
  public void sigmoidGradient(
      float[] y, int yFrom, float[] dy, int dyFrom, float[] dx, int dxFrom, int n) {
    FloatVector one = FloatVector.broadcast(S, 1);
    int i = 0;
    for (; i < S.loopBound(n); i += L) {
      FloatVector v = FloatVector.fromArray(S, y, yFrom + i);
      FloatVector.fromArray(S, dy, dyFrom + i).mul(v.mul(one.sub(v))).intoArray(dx, dxFrom + i);
    }
    rest.sigmoidGradient(y, yFrom + i, dy, dyFrom + i, dx, dxFrom + i, n - i);
  }

  @Override
  public void hardSigmoid(float[] x, int xFrom, float[] y, int yFrom, int n) {
    int i = 0;
    for (; i < S.loopBound(n); i += L) {
      FloatVector v = FloatVector.fromArray(S, x, xFrom + i);
      clamp(v.add(3), 0, 6).div(6).intoArray(y, yFrom + i);
    }
    rest.hardSigmoid(x, xFrom + i, y, yFrom + i, n - i);
  }

  @Override
  public void hardSigmoidGradient(
      float[] x, int xFrom, float[] dy, int dyFrom, float[] dx, int dxFrom, int n) {
    int i = 0;
    for (; i < S.loopBound(n); i += L) {
      FloatVector v = FloatVector.fromArray(S, x, xFrom + i);
      FloatVector passed = FloatVector.fromArray(S, dy, dyFrom + i).div(6);
      FloatVector.zero(S)
          .blend(passed, v.compare(VectorOperators.GT, -3).and(v.compare(VectorOperators.LE, 3)))
          .intoArray(dx, dxFrom + i);
    }
    rest.hardSigmoidGradient(x, xFrom + i, dy, dyFrom + i, dx, dxFrom + i, n - i);
  }

  @Override
  public void hardSwish(float[] x, int xFrom, float[] y, int yFrom, int n) {
    int i = 0;
    for (; i < S.loopBound(n); i += L) {
      FloatVector v = FloatVector.fromArray(S, x, xFrom + i);
      v.mul(clamp(v.add(3), 0, 6)).div(6).intoArray(y, yFrom + i);
    }
    rest.hardSwish(x, xFrom + i, y, yFrom + i, n - i);
  }

  @Override
  public void hardSwishGradient(
      float[] x, int xFrom, float[] dy, int dyFrom, float[] dx, int dxFrom, int n) {
    int i = 0;
    for (; i < S.loopBound(n); i += L) {
      FloatVector v = FloatVector.fromArray(S, x, xFrom + i);
      FloatVector slope = FloatVector.broadcast(S, 1);
      slope = slope.blend(v.mul(2).add(3).div(6), v.compare(VectorOperators.LE, 3));
      slope = slope.blend(0, v.compare(VectorOperators.LE, -3));
      FloatVector.fromArray(S, dy, dyFrom + i).mul(slope).intoArray(dx, dxFrom + i);
    }
    rest.hardSwishGradient(x, xFrom + i, dy, dyFrom + i, dx, dxFrom + i, n - i);
  }
}
