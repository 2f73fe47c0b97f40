package io.espalier.kernels.simd;

import static io.espalier.kernels.simd.Lanes.COUNT;
import static io.espalier.kernels.simd.Lanes.EXPONENT;
import static io.espalier.kernels.simd.Lanes.F;
import static io.espalier.kernels.simd.Lanes.I;
import static io.espalier.kernels.simd.Lanes.MAGNITUDE;
import static io.espalier.kernels.simd.Lanes.ONE_BINADE;
import static io.espalier.kernels.simd.Lanes.SIGN;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Vector loops for blocks of one value, as the pixels of a grey image are: each lane is its own
 * largest magnitude and has its own field. The arithmetic is that of {@link VectorBlocks}.
 */
final class VectorSingles {
  private VectorSingles() {}

  /** Whether there is a loop for this grid. */
  static boolean fits(BlockGrid grid) {
    return !(grid instanceof BlockLogs g) || g.lowest() == LogGrid.Lowest.ZERO;
  }

  /**
   * Rounds {@code x[from, to)}, whole vectors. Vectors with a NaN, an infinity or an extreme value
   * are left to the definition.
   */
  static void round(BlockGrid grid, float[] x, int from, int to) {
    BlockPlan plan = Staging.own().plan(grid);
    if (extreme(plan, x, from, to)) {
      for (int i = from; i < to; i++) {
        ScalarRounding.block(grid, x, i, i + 1);
      }
    } else if (grid instanceof BlockFixed g) {
      fixed(g, plan, x, from, to);
    } else if (grid instanceof BlockMini g) {
      mini(g, plan, x, from, to);
    } else if (grid instanceof BlockLogs g) {
      logs(g, plan, x, from, to);
    }
  }

  private static boolean extreme(BlockPlan plan, float[] x, int from, int to) {
    IntVector largest = IntVector.zero(I);
    IntVector smallest = IntVector.broadcast(I, Integer.MAX_VALUE);
    for (int i = from; i < to; i += COUNT) {
      IntVector m = FloatVector.fromArray(F, x, i).reinterpretAsInts().and(MAGNITUDE);
      largest = largest.max(m);
      smallest = smallest.min(m.sub(1).lanewise(VectorOperators.LSHR, 1));
    }
    return largest.compare(VectorOperators.GT, Lanes.power(BlockPlan.HIGHEST)).anyTrue()
        || smallest.compare(VectorOperators.LT, plan.least() >>> 1).anyTrue();
  }

  private static void fixed(BlockFixed g, BlockPlan plan, float[] x, int from, int to) {
    IntVector last = IntVector.broadcast(I, (1 << g.mantissaWidth()) - 1);
    IntVector carry = IntVector.broadcast(I, plan.carry());
    IntVector low = IntVector.broadcast(I, plan.low());
    IntVector high = IntVector.broadcast(I, plan.high());
    IntVector offset = IntVector.broadcast(I, plan.offset());
    FloatVector shift = FloatVector.broadcast(F, 0x1p24f);
    FloatVector zero = FloatVector.broadcast(F, g.zero() == FixedGrid.Zero.SIGNED ? -0f : 0f);
    for (int i = from; i < to; i += COUNT) {
      IntVector b = FloatVector.fromArray(F, x, i).reinterpretAsInts();
      FloatVector a = b.and(MAGNITUDE).reinterpretAsFloats();
      IntVector m = a.mul(shift).reinterpretAsInts();
      IntVector f = m.add(carry).and(EXPONENT).max(low).min(high).add(offset);
      FloatVector magic = f.reinterpretAsFloats();
      IntVector q = a.add(magic).reinterpretAsInts().min(f.add(last));
      IntVector r = q.reinterpretAsFloats().sub(magic).reinterpretAsInts();
      r.or(b.and(SIGN)).reinterpretAsFloats().add(zero).intoArray(x, i);
    }
  }

  private static void mini(BlockMini g, BlockPlan plan, float[] x, int from, int to) {
    int largest = (int) ((g.fraction() - 1) * ONE_BINADE);
    int last = VectorFloats.fraction(g.mantissaWidth(), g.carry());
    IntVector span = IntVector.broadcast(I, g.span() * ONE_BINADE);
    int up = (23 - g.mantissaWidth()) * ONE_BINADE;
    IntVector carry = IntVector.broadcast(I, plan.carry());
    IntVector low = IntVector.broadcast(I, plan.low());
    IntVector high = IntVector.broadcast(I, plan.high());
    FloatVector shift = FloatVector.broadcast(F, 0x1p24f);
    for (int i = from; i < to; i += COUNT) {
      IntVector b = FloatVector.fromArray(F, x, i).reinterpretAsInts();
      IntVector a = b.and(MAGNITUDE);
      IntVector m = a.reinterpretAsFloats().mul(shift).reinterpretAsInts();
      IntVector top = m.add(carry).and(EXPONENT).max(low).min(high);
      top = top.lanewise(VectorOperators.XOR, plan.flip()).add(plan.offset());
      a = a.min(top.add(largest));
      IntVector e = a.and(EXPONENT);
      a = a.min(e.or(last));
      FloatVector magic = e.max(top.sub(span)).add(up).reinterpretAsFloats();
      IntVector r = a.reinterpretAsFloats().add(magic).sub(magic).reinterpretAsInts();
      r.or(b.and(SIGN)).reinterpretAsFloats().intoArray(x, i);
    }
  }

  private static void logs(BlockLogs g, BlockPlan plan, float[] x, int from, int to) {
    IntVector span = IntVector.broadcast(I, g.span() * ONE_BINADE);
    IntVector low = IntVector.broadcast(I, plan.low());
    IntVector high = IntVector.broadcast(I, plan.high());
    FloatVector shift = FloatVector.broadcast(F, 0x1p24f);
    FloatVector back = FloatVector.broadcast(F, 0x1p-24f);
    for (int i = from; i < to; i += COUNT) {
      IntVector b = FloatVector.fromArray(F, x, i).mul(shift).reinterpretAsInts();
      IntVector a = b.and(MAGNITUDE);
      IntVector top = a.add(plan.carry()).and(EXPONENT).max(low).min(high);
      IntVector e = a.add(VectorFloats.ROOT).and(EXPONENT).min(top);
      IntVector keep = top.sub(span).sub(e).lanewise(VectorOperators.ASHR, 31);
      e.and(keep).or(b.and(SIGN)).reinterpretAsFloats().mul(back).intoArray(x, i);
    }
  }
}
