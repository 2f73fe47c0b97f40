package io.espalier.kernels.simd;

import static io.espalier.kernels.simd.Lanes.COUNT;
import static io.espalier.kernels.simd.Lanes.EXPONENT;
import static io.espalier.kernels.simd.Lanes.F;
import static io.espalier.kernels.simd.Lanes.I;
import static io.espalier.kernels.simd.Lanes.MAGNITUDE;
import static io.espalier.kernels.simd.Lanes.SIGN;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Vector loops for evenly spaced numbers and for a few levels, two vectors a turn. {@code to −
 * from} is a multiple of two vectors. A pair that holds a NaN is left to the definition of the
 * grid.
 *
 * <p>Rounding: adding 1.5 · 2^23 steps leaves the integer q in the low bits, halves to even, so the
 * integer view is clamped (cheaper than a float minimum, which has to care for NaN) and the same
 * number subtracted again. The two vectors of a turn are half the range apart, so that each is read
 * in ascending order, whatever order the compiler picks. The bodies are written out twice, because
 * a helper method that is not inlined would box its vectors.
 */
final class VectorUniform {
  private VectorUniform() {}

  /** Rounds two vectors one by one. */
  static void leave(ElementGrid g, float[] x, int i, int apart) {
    ScalarRounding.elements(g, x, i, i + COUNT);
    ScalarRounding.elements(g, x, i + apart, i + apart + COUNT);
  }

  static boolean fits(FixedGrid g) {
    int limit = 1 << 22;
    return g.low() >= -limit && g.high() < limit && g.exponent() >= -149 && g.exponent() <= 104;
  }

  static void fixed(FixedGrid g, float[] x, int from, int to) {
    float half = (float) (1.5 * Exponents.power(23 + g.exponent()));
    FloatVector magic = FloatVector.broadcast(F, half);
    IntVector low = IntVector.broadcast(I, Float.floatToRawIntBits(half) + g.low());
    IntVector high = IntVector.broadcast(I, Float.floatToRawIntBits(half) + g.high());
    IntVector sign = IntVector.broadcast(I, g.zero() == FixedGrid.Zero.SIGNED ? SIGN : 0);
    IntVector magnitude = IntVector.broadcast(I, MAGNITUDE);
    IntVector infinity = IntVector.broadcast(I, EXPONENT);
    int apart = (to - from) / 2;
    for (int i = from; i < from + apart; i += COUNT) {
      FloatVector v = FloatVector.fromArray(F, x, i);
      FloatVector w = FloatVector.fromArray(F, x, i + apart);
      IntVector b = v.reinterpretAsInts();
      IntVector c = w.reinterpretAsInts();
      if (b.and(magnitude).max(c.and(magnitude)).compare(VectorOperators.GT, infinity).anyTrue()) {
        leave(g, x, i, apart);
        continue;
      }
      IntVector q = v.add(magic).reinterpretAsInts().max(low).min(high);
      IntVector r = q.reinterpretAsFloats().sub(magic).reinterpretAsInts();
      r.or(b.and(sign)).reinterpretAsFloats().intoArray(x, i);
      q = w.add(magic).reinterpretAsInts().max(low).min(high);
      r = q.reinterpretAsFloats().sub(magic).reinterpretAsInts();
      r.or(c.and(sign)).reinterpretAsFloats().intoArray(x, i + apart);
    }
  }

  /** Below this scale neither the clamped quotient nor the product can overflow. */
  static boolean fits(ScaledGrid g) {
    int limit = 1 << 22;
    return g.low() >= -limit && g.high() < limit && g.scale() < 0x1p96f;
  }

  static void scaled(ScaledGrid g, float[] x, int from, int to) {
    FloatVector magic = FloatVector.broadcast(F, 0x1.8p23f);
    FloatVector scale = FloatVector.broadcast(F, g.scale());
    int zero = Float.floatToRawIntBits(0x1.8p23f);
    IntVector low = IntVector.broadcast(I, zero + g.low());
    IntVector high = IntVector.broadcast(I, zero + g.high());
    IntVector magnitude = IntVector.broadcast(I, MAGNITUDE);
    IntVector infinity = IntVector.broadcast(I, EXPONENT);
    int apart = (to - from) / 2;
    for (int i = from; i < from + apart; i += COUNT) {
      FloatVector v = FloatVector.fromArray(F, x, i);
      FloatVector w = FloatVector.fromArray(F, x, i + apart);
      IntVector a = v.reinterpretAsInts().and(magnitude);
      IntVector b = w.reinterpretAsInts().and(magnitude);
      if (a.max(b).compare(VectorOperators.GT, infinity).anyTrue()) {
        leave(g, x, i, apart);
        continue;
      }
      IntVector q = v.div(scale).add(magic).reinterpretAsInts().max(low).min(high);
      q.reinterpretAsFloats().sub(magic).mul(scale).intoArray(x, i);
      q = w.div(scale).add(magic).reinterpretAsInts().max(low).min(high);
      q.reinterpretAsFloats().sub(magic).mul(scale).intoArray(x, i + apart);
    }
  }

  static void truncated(ShortGrid g, float[] x, int from, int to) {
    int dropped = g.dropped();
    IntVector half = IntVector.broadcast(I, (1 << (dropped - 1)) - 1);
    IntVector one = IntVector.broadcast(I, 1);
    IntVector kept = IntVector.broadcast(I, -(1 << dropped));
    IntVector magnitude = IntVector.broadcast(I, MAGNITUDE);
    IntVector infinity = IntVector.broadcast(I, EXPONENT);
    int apart = (to - from) / 2;
    for (int i = from; i < from + apart; i += COUNT) {
      IntVector b = FloatVector.fromArray(F, x, i).reinterpretAsInts();
      IntVector c = FloatVector.fromArray(F, x, i + apart).reinterpretAsInts();
      if (b.and(magnitude).max(c.and(magnitude)).compare(VectorOperators.GT, infinity).anyTrue()) {
        leave(g, x, i, apart);
        continue;
      }
      IntVector odd = b.lanewise(VectorOperators.LSHR, dropped).and(one);
      b.add(half).add(odd).and(kept).reinterpretAsFloats().intoArray(x, i);
      odd = c.lanewise(VectorOperators.LSHR, dropped).and(one);
      c.add(half).add(odd).and(kept).reinterpretAsFloats().intoArray(x, i + apart);
    }
  }

  /** An arithmetic shift turns the sign of a difference into a mask, cheaper than a compare. */
  static void deadZone(DeadZoneGrid g, float[] x, int from, int to) {
    IntVector cut = IntVector.broadcast(I, Float.floatToRawIntBits(g.threshold()));
    IntVector level = IntVector.broadcast(I, Float.floatToRawIntBits(g.level()));
    IntVector sign = IntVector.broadcast(I, g.level() == 0 ? 0 : SIGN);
    IntVector magnitude = IntVector.broadcast(I, MAGNITUDE);
    IntVector infinity = IntVector.broadcast(I, EXPONENT);
    int apart = (to - from) / 2;
    for (int i = from; i < from + apart; i += COUNT) {
      IntVector b = FloatVector.fromArray(F, x, i).reinterpretAsInts();
      IntVector c = FloatVector.fromArray(F, x, i + apart).reinterpretAsInts();
      IntVector a = b.and(magnitude);
      IntVector d = c.and(magnitude);
      if (a.max(d).compare(VectorOperators.GT, infinity).anyTrue()) {
        leave(g, x, i, apart);
        continue;
      }
      IntVector keep = cut.sub(a).lanewise(VectorOperators.ASHR, 31);
      b.and(sign).or(level).and(keep).reinterpretAsFloats().intoArray(x, i);
      keep = cut.sub(d).lanewise(VectorOperators.ASHR, 31);
      c.and(sign).or(level).and(keep).reinterpretAsFloats().intoArray(x, i + apart);
    }
  }

  /** A value is below zero if its sign is set and its magnitude is not 0. */
  static void signs(SignGrid g, float[] x, int from, int to) {
    int up = Float.floatToRawIntBits(g.other());
    IntVector other = IntVector.broadcast(I, up);
    IntVector change = IntVector.broadcast(I, up ^ Float.floatToRawIntBits(g.negative()));
    IntVector magnitude = IntVector.broadcast(I, MAGNITUDE);
    IntVector infinity = IntVector.broadcast(I, EXPONENT);
    int apart = (to - from) / 2;
    for (int i = from; i < from + apart; i += COUNT) {
      IntVector b = FloatVector.fromArray(F, x, i).reinterpretAsInts();
      IntVector c = FloatVector.fromArray(F, x, i + apart).reinterpretAsInts();
      IntVector a = b.and(magnitude);
      IntVector d = c.and(magnitude);
      if (a.max(d).compare(VectorOperators.GT, infinity).anyTrue()) {
        leave(g, x, i, apart);
        continue;
      }
      IntVector below = b.and(a.neg()).lanewise(VectorOperators.ASHR, 31);
      other.lanewise(VectorOperators.XOR, below.and(change)).reinterpretAsFloats().intoArray(x, i);
      below = c.and(d.neg()).lanewise(VectorOperators.ASHR, 31);
      other
          .lanewise(VectorOperators.XOR, below.and(change))
          .reinterpretAsFloats()
          .intoArray(x, i + apart);
    }
  }
}
