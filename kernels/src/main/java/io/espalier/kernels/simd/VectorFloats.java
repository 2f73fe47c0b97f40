package io.espalier.kernels.simd;

import static io.espalier.kernels.simd.Lanes.COUNT;
import static io.espalier.kernels.simd.Lanes.EXPONENT;
import static io.espalier.kernels.simd.Lanes.F;
import static io.espalier.kernels.simd.Lanes.I;
import static io.espalier.kernels.simd.Lanes.MAGNITUDE;
import static io.espalier.kernels.simd.Lanes.ONE_BINADE;
import static io.espalier.kernels.simd.Lanes.SIGN;
import static io.espalier.kernels.simd.VectorUniform.leave;

import io.espalier.kernels.simd.MiniGrid.Carry;
import io.espalier.kernels.simd.MiniGrid.Overflow;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Vector loops for small floats and logarithms, two vectors a turn. {@code to − from} is a multiple
 * of two vectors. A pair that holds a NaN is left to the definition of the grid.
 *
 * <p>A magnitude a is rounded to multiples of 2^(e−M) by adding and subtracting 2^(23+e−M), whose
 * bits follow from those of a by integer arithmetic. Magnitudes are compared as integers, whose
 * order is the same. Two vectors half the range apart and bodies written out as in {@link
 * VectorUniform}. Few constants, so that all stay in registers: one that is reloaded from the stack
 * costs a third of the speed at memory size.
 */
final class VectorFloats {
  /** Beyond this exponent the number that is added to round would overflow. */
  private static final int HIGHEST = 100;

  /** Half the smallest step has to be a normal float32, so that subnormal input becomes 0. */
  static final int LOWEST_STEP = Float.MIN_EXPONENT + 1;

  private VectorFloats() {}

  static boolean fits(MiniGrid g) {
    int normal = 1 - g.bias();
    return g.mantissaWidth() <= 20
        && normal - g.mantissaWidth() >= LOWEST_STEP
        && g.top() <= HIGHEST
        && normal <= HIGHEST;
  }

  /**
   * What may stand below the exponent of a magnitude that must not carry: 1 − 1.25 · 2^−M rounds to
   * the last fraction of its binade, and just below the smallest normal number (whose step is twice
   * as wide) to the last subnormal.
   */
  static int fraction(int mantissaWidth, Carry carry) {
    if (carry == Carry.UP) {
      return ONE_BINADE - 1;
    }
    double f = 1 - 1.25 * Exponents.power(-mantissaWidth);
    return mantissaWidth == 0 ? 0 : (int) (f * ONE_BINADE);
  }

  static void mini(MiniGrid g, float[] x, int from, int to) {
    if (g.overflow() != Overflow.SATURATE) {
      if (g.overflow() == Overflow.INFINITY) {
        infinite(g, x, from, to);
      } else {
        overflowing(g, x, from, to);
      }
      return;
    }
    IntVector max = IntVector.broadcast(I, Float.floatToRawIntBits(g.max()));
    IntVector last = IntVector.broadcast(I, fraction(g.mantissaWidth(), g.carry()));
    IntVector normal = IntVector.broadcast(I, Lanes.power(1 - g.bias()));
    IntVector up = IntVector.broadcast(I, (23 - g.mantissaWidth()) << 23);
    IntVector magnitude = IntVector.broadcast(I, MAGNITUDE);
    IntVector exponent = IntVector.broadcast(I, EXPONENT);
    int apart = (to - from) / 2;
    for (int i = from; i < from + apart; i += COUNT) {
      IntVector b = FloatVector.fromArray(F, x, i).reinterpretAsInts();
      IntVector c = FloatVector.fromArray(F, x, i + apart).reinterpretAsInts();
      IntVector a = b.and(magnitude);
      IntVector d = c.and(magnitude);
      if (a.max(d).compare(VectorOperators.GT, exponent).anyTrue()) {
        leave(g, x, i, apart);
        continue;
      }
      IntVector m = a.min(max);
      IntVector e = m.and(exponent);
      m = m.min(e.add(last));
      FloatVector magic = e.max(normal).add(up).reinterpretAsFloats();
      IntVector r = m.reinterpretAsFloats().add(magic).sub(magic).reinterpretAsInts();
      r.or(b.lanewise(VectorOperators.XOR, a)).reinterpretAsFloats().intoArray(x, i);
      m = d.min(max);
      e = m.and(exponent);
      m = m.min(e.add(last));
      magic = e.max(normal).add(up).reinterpretAsFloats();
      r = m.reinterpretAsFloats().add(magic).sub(magic).reinterpretAsInts();
      r.or(c.lanewise(VectorOperators.XOR, d)).reinterpretAsFloats().intoArray(x, i + apart);
    }
  }

  /** With carry; what rounds beyond the maximum becomes NaN. */
  private static void overflowing(MiniGrid g, float[] x, int from, int to) {
    IntVector max = IntVector.broadcast(I, Float.floatToRawIntBits(g.max()));
    IntVector beyond = IntVector.broadcast(I, Lanes.power(g.top() + 1));
    IntVector over = IntVector.broadcast(I, 0x7fc00000);
    IntVector normal = IntVector.broadcast(I, Lanes.power(1 - g.bias()));
    IntVector up = IntVector.broadcast(I, (23 - g.mantissaWidth()) << 23);
    IntVector exponent = IntVector.broadcast(I, EXPONENT);
    IntVector sign = IntVector.broadcast(I, SIGN);
    IntVector magnitude = IntVector.broadcast(I, MAGNITUDE);
    int apart = (to - from) / 2;
    for (int i = from; i < from + apart; i += COUNT) {
      IntVector b = FloatVector.fromArray(F, x, i).reinterpretAsInts();
      IntVector c = FloatVector.fromArray(F, x, i + apart).reinterpretAsInts();
      IntVector a = b.and(magnitude);
      IntVector d = c.and(magnitude);
      if (a.max(d).compare(VectorOperators.GT, exponent).anyTrue()) {
        leave(g, x, i, apart);
        continue;
      }
      a = a.min(beyond);
      FloatVector magic = a.and(exponent).max(normal).add(up).reinterpretAsFloats();
      IntVector r = a.reinterpretAsFloats().add(magic).sub(magic).reinterpretAsInts();
      IntVector outside = max.sub(r).lanewise(VectorOperators.ASHR, 31);
      r = r.or(b.and(sign)).and(outside.not()).or(over.and(outside));
      r.reinterpretAsFloats().intoArray(x, i);
      d = d.min(beyond);
      magic = d.and(exponent).max(normal).add(up).reinterpretAsFloats();
      r = d.reinterpretAsFloats().add(magic).sub(magic).reinterpretAsInts();
      outside = max.sub(r).lanewise(VectorOperators.ASHR, 31);
      r = r.or(c.and(sign)).and(outside.not()).or(over.and(outside));
      r.reinterpretAsFloats().intoArray(x, i + apart);
    }
  }

  /**
   * With carry, where what overflows becomes an infinity, as that of half precision: a pair that
   * holds anything beyond the maximum is left to the definition of the grid, because networks have
   * hardly any such values and the loop is a third shorter for the others.
   */
  private static void infinite(MiniGrid g, float[] x, int from, int to) {
    IntVector max = IntVector.broadcast(I, Float.floatToRawIntBits(g.max()));
    IntVector normal = IntVector.broadcast(I, Lanes.power(1 - g.bias()));
    IntVector up = IntVector.broadcast(I, (23 - g.mantissaWidth()) << 23);
    IntVector exponent = IntVector.broadcast(I, EXPONENT);
    IntVector magnitude = IntVector.broadcast(I, MAGNITUDE);
    int apart = (to - from) / 2;
    for (int i = from; i < from + apart; i += COUNT) {
      IntVector b = FloatVector.fromArray(F, x, i).reinterpretAsInts();
      IntVector c = FloatVector.fromArray(F, x, i + apart).reinterpretAsInts();
      IntVector a = b.and(magnitude);
      IntVector d = c.and(magnitude);
      if (a.max(d).compare(VectorOperators.GT, max).anyTrue()) {
        leave(g, x, i, apart);
        continue;
      }
      FloatVector magic = a.and(exponent).max(normal).add(up).reinterpretAsFloats();
      IntVector r = a.reinterpretAsFloats().add(magic).sub(magic).reinterpretAsInts();
      r.or(b.lanewise(VectorOperators.XOR, a)).reinterpretAsFloats().intoArray(x, i);
      magic = d.and(exponent).max(normal).add(up).reinterpretAsFloats();
      r = d.reinterpretAsFloats().add(magic).sub(magic).reinterpretAsInts();
      r.or(c.lanewise(VectorOperators.XOR, d)).reinterpretAsFloats().intoArray(x, i + apart);
    }
  }

  static boolean fits(DenormGrid g) {
    return g.mantissaWidth() <= 20
        && -g.bias() >= Float.MIN_EXPONENT
        && g.top() <= HIGHEST
        && -g.bias() <= HIGHEST;
  }

  static void denorm(DenormGrid g, float[] x, int from, int to) {
    boolean carries = g.carry() == Carry.UP;
    int m = g.mantissaWidth();
    int limit = carries ? Float.floatToRawIntBits(g.max()) : Lanes.power(g.top());
    IntVector max = IntVector.broadcast(I, limit);
    IntVector last = IntVector.broadcast(I, carries ? 1 << m : (1 << m) - 1);
    int up = (23 - m) << 23;
    IntVector ceil = IntVector.broadcast(I, up + ONE_BINADE - 1);
    IntVector lowest = IntVector.broadcast(I, up + Lanes.power(-g.bias()));
    IntVector sign = IntVector.broadcast(I, SIGN);
    IntVector magnitude = IntVector.broadcast(I, MAGNITUDE);
    IntVector exponent = IntVector.broadcast(I, EXPONENT);
    int apart = (to - from) / 2;
    for (int i = from; i < from + apart; i += COUNT) {
      IntVector b = FloatVector.fromArray(F, x, i).reinterpretAsInts();
      IntVector c = FloatVector.fromArray(F, x, i + apart).reinterpretAsInts();
      IntVector a = b.and(magnitude);
      IntVector d = c.and(magnitude);
      if (a.max(d).compare(VectorOperators.GT, exponent).anyTrue()) {
        leave(g, x, i, apart);
        continue;
      }
      a = a.min(max);
      IntVector e = a.add(ceil).and(exponent).max(lowest);
      FloatVector magic = e.reinterpretAsFloats();
      IntVector k = a.reinterpretAsFloats().add(magic).reinterpretAsInts().min(e.add(last));
      IntVector r = k.reinterpretAsFloats().sub(magic).reinterpretAsInts();
      r.or(b.and(sign)).reinterpretAsFloats().intoArray(x, i);
      d = d.min(max);
      e = d.add(ceil).and(exponent).max(lowest);
      magic = e.reinterpretAsFloats();
      k = d.reinterpretAsFloats().add(magic).reinterpretAsInts().min(e.add(last));
      r = k.reinterpretAsFloats().sub(magic).reinterpretAsInts();
      r.or(c.and(sign)).reinterpretAsFloats().intoArray(x, i + apart);
    }
  }

  static boolean fits(LogGrid g) {
    return g.bottom() >= Float.MIN_EXPONENT && g.bottom() <= g.top();
  }

  /** Added to a magnitude, carries into the exponent exactly from the square root of 2 on. */
  static final int ROOT = ONE_BINADE - 0x003504f4;

  static void log(LogGrid g, float[] x, int from, int to) {
    boolean zero = g.lowest() == LogGrid.Lowest.ZERO;
    IntVector root = IntVector.broadcast(I, ROOT);
    IntVector top = IntVector.broadcast(I, Lanes.power(g.top()));
    IntVector least = IntVector.broadcast(I, zero ? 0 : Lanes.power(g.bottom()));
    IntVector cut = IntVector.broadcast(I, zero ? Lanes.power(g.bottom()) : -1);
    IntVector signed = IntVector.broadcast(I, zero ? -1 : 0);
    IntVector sign = IntVector.broadcast(I, SIGN);
    IntVector magnitude = IntVector.broadcast(I, MAGNITUDE);
    IntVector exponent = IntVector.broadcast(I, EXPONENT);
    int apart = (to - from) / 2;
    for (int i = from; i < from + apart; i += COUNT) {
      IntVector b = FloatVector.fromArray(F, x, i).reinterpretAsInts();
      IntVector c = FloatVector.fromArray(F, x, i + apart).reinterpretAsInts();
      IntVector a = b.and(magnitude);
      IntVector d = c.and(magnitude);
      if (a.max(d).compare(VectorOperators.GT, exponent).anyTrue()) {
        leave(g, x, i, apart);
        continue;
      }
      IntVector e = a.add(root).and(exponent).min(top);
      IntVector r = cut.sub(e).lanewise(VectorOperators.ASHR, 31).and(e).max(least);
      IntVector s = a.neg().or(signed).and(b).and(sign);
      r.or(s).reinterpretAsFloats().intoArray(x, i);
      e = d.add(root).and(exponent).min(top);
      r = cut.sub(e).lanewise(VectorOperators.ASHR, 31).and(e).max(least);
      s = d.neg().or(signed).and(c).and(sign);
      r.or(s).reinterpretAsFloats().intoArray(x, i + apart);
    }
  }
}
