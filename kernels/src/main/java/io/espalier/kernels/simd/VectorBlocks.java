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
import jdk.incubator.vector.VectorShuffle;

/**
 * Vector loops for blocks of one or two vectors that lie one after the other.
 *
 * <p>Two passes over a stretch that stays in the first cache. The first finds the shared fields, four
 * blocks a turn: four vectors of magnitudes are folded into one that holds a quarter of each, so that
 * the later folds and the arithmetic on exponents are shared. The second rounds with the field
 * broadcast. Together in one loop the compiler gives up and boxes the vectors. A stretch with a NaN,
 * an infinity or an extreme block is left to the definition of the grid.
 */
final class VectorBlocks {
  /** Values in a stretch, unless four blocks are longer. */
  static final int STRETCH = 4096;

  private static final VectorShuffle<Integer> HALVES = exchange(COUNT / 2);
  private static final VectorShuffle<Integer> QUARTERS = exchange(COUNT / 4);
  private static final VectorShuffle<Integer> PAIRS = exchange(COUNT > 8 ? 2 : 0);
  private static final VectorShuffle<Integer> NEIGHBOURS = exchange(COUNT > 4 ? 1 : 0);

  /** Lane of the field of blocks 0 to 3, brought to the front. */
  private static final VectorShuffle<Integer> FRONT =
      VectorShuffle.fromOp(I, i -> (i & 1) * (COUNT / 2) + (i >> 1 & 1) * (COUNT / 4));

  private VectorBlocks() {}

  private static VectorShuffle<Integer> exchange(int distance) {
    return VectorShuffle.fromOp(I, i -> i ^ distance);
  }

  /** All ones in the lanes whose number lacks {@code bit}. */
  private static IntVector lacking(int bit) {
    int[] lanes = new int[COUNT];
    for (int i = 0; i < COUNT; i++) {
      lanes[i] = (i & bit) == 0 ? -1 : 0;
    }
    return IntVector.fromArray(I, lanes, 0);
  }

  private static final IntVector FIRST_HALF = lacking(COUNT / 2);
  private static final IntVector EVEN_QUARTERS = lacking(COUNT / 4);

  /**
   * Rounds {@code x[from, to)}: whole groups of four blocks of {@code width} values, one or two
   * vectors each.
   *
   * @param fields scratch for the shared fields: at least STRETCH / COUNT + COUNT
   */
  static void round(BlockGrid grid, float[] x, int from, int to, int width, int[] fields) {
    BlockPlan plan = BlockPlan.of(grid);
    for (int i = from; i < to; i += STRETCH) {
      int end = Math.min(i + STRETCH, to);
      if (width == COUNT ? single(plan, x, i, end, fields) : pairs(plan, x, i, end, fields)) {
        apply(grid, x, i, end, width == COUNT ? 0 : 1, fields);
      } else {
        define(grid, x, i, end, width);
      }
    }
  }

  private static void define(BlockGrid grid, float[] x, int from, int to, int width) {
    for (int i = from; i < to; i += width) {
      ScalarRounding.block(grid, x, i, i + width);
    }
  }

  private static boolean single(BlockPlan plan, float[] x, int from, int to, int[] fields) {
    IntVector magnitude = IntVector.broadcast(I, MAGNITUDE);
    IntVector half = FIRST_HALF;
    IntVector rest = half.not();
    IntVector quarter = EVEN_QUARTERS;
    IntVector others = quarter.not();
    IntVector largest = IntVector.zero(I);
    IntVector smallest = IntVector.broadcast(I, Integer.MAX_VALUE);
    FloatVector shift = FloatVector.broadcast(F, 0x1p24f);
    int k = 0;
    for (int i = from; i < to; i += 4 * COUNT) {
      IntVector a = FloatVector.fromArray(F, x, i).reinterpretAsInts().and(magnitude);
      IntVector b = FloatVector.fromArray(F, x, i + COUNT).reinterpretAsInts().and(magnitude);
      IntVector c = FloatVector.fromArray(F, x, i + 2 * COUNT).reinterpretAsInts().and(magnitude);
      IntVector d = FloatVector.fromArray(F, x, i + 3 * COUNT).reinterpretAsInts().and(magnitude);
      a = a.and(half).or(b.and(rest)).max(b.and(half).or(a.and(rest)).rearrange(HALVES));
      c = c.and(half).or(d.and(rest)).max(d.and(half).or(c.and(rest)).rearrange(HALVES));
      a = a.and(quarter).or(c.and(others))
          .max(c.and(quarter).or(a.and(others)).rearrange(QUARTERS));
      a = a.max(a.rearrange(PAIRS));
      a = a.max(a.rearrange(NEIGHBOURS));
      largest = largest.max(a);
      smallest = smallest.min(a.sub(1).lanewise(VectorOperators.LSHR, 1));
      a.reinterpretAsFloats().mul(shift).reinterpretAsInts().rearrange(FRONT).intoArray(fields, k);
      k += 4;
    }
    return ordinary(plan, largest, smallest) && fields(plan, fields, k);
  }

  private static boolean pairs(BlockPlan plan, float[] x, int from, int to, int[] fields) {
    IntVector magnitude = IntVector.broadcast(I, MAGNITUDE);
    IntVector half = FIRST_HALF;
    IntVector rest = half.not();
    IntVector largest = IntVector.zero(I);
    IntVector smallest = IntVector.broadcast(I, Integer.MAX_VALUE);
    FloatVector shift = FloatVector.broadcast(F, 0x1p24f);
    int k = 0;
    for (int i = from; i < to; i += 4 * COUNT) {
      IntVector a = FloatVector.fromArray(F, x, i).reinterpretAsInts().and(magnitude);
      IntVector b = FloatVector.fromArray(F, x, i + COUNT).reinterpretAsInts().and(magnitude);
      IntVector c = FloatVector.fromArray(F, x, i + 2 * COUNT).reinterpretAsInts().and(magnitude);
      IntVector d = FloatVector.fromArray(F, x, i + 3 * COUNT).reinterpretAsInts().and(magnitude);
      a = a.max(b);
      c = c.max(d);
      a = a.and(half).or(c.and(rest)).max(c.and(half).or(a.and(rest)).rearrange(HALVES));
      a = a.max(a.rearrange(QUARTERS));
      a = a.max(a.rearrange(PAIRS));
      a = a.max(a.rearrange(NEIGHBOURS));
      largest = largest.max(a);
      smallest = smallest.min(a.sub(1).lanewise(VectorOperators.LSHR, 1));
      a.reinterpretAsFloats().mul(shift).reinterpretAsInts().rearrange(FRONT).intoArray(fields, k);
      k += 2;
    }
    return ordinary(plan, largest, smallest) && fields(plan, fields, k);
  }

  private static boolean ordinary(BlockPlan plan, IntVector largest, IntVector smallest) {
    return !largest.compare(VectorOperators.GT, Lanes.power(BlockPlan.HIGHEST)).anyTrue()
        && !smallest.compare(VectorOperators.LT, plan.least() >>> 1).anyTrue();
  }

  /** Turns the largest magnitudes, times 2^24, into shared fields, in place. */
  private static boolean fields(BlockPlan plan, int[] fields, int count) {
    IntVector carry = IntVector.broadcast(I, plan.carry());
    IntVector exponent = IntVector.broadcast(I, EXPONENT);
    IntVector low = IntVector.broadcast(I, plan.low());
    IntVector high = IntVector.broadcast(I, plan.high());
    IntVector flip = IntVector.broadcast(I, plan.flip());
    IntVector offset = IntVector.broadcast(I, plan.offset());
    for (int k = 0; k < count; k += COUNT) {
      IntVector m = IntVector.fromArray(I, fields, k);
      IntVector e = m.add(carry).and(exponent).max(low).min(high);
      e.lanewise(VectorOperators.XOR, flip).add(offset).intoArray(fields, k);
    }
    return true;
  }

  private static void apply(BlockGrid grid, float[] x, int from, int to, int log, int[] fields) {
    if (grid instanceof BlockFixed g) {
      fixed(g, x, from, to, log, fields);
    } else if (grid instanceof BlockMini g) {
      mini(g, x, from, to, log, fields);
    } else if (grid instanceof BlockLogs g) {
      if (g.lowest() == LogGrid.Lowest.ZERO) {
        logs(g, x, from, to, log, fields);
      } else {
        powers(g, x, from, to, log, fields);
      }
    }
  }

  private static void fixed(BlockFixed g, float[] x, int from, int to, int log, int[] fields) {
    IntVector last = IntVector.broadcast(I, (1 << g.mantissaWidth()) - 1);
    IntVector magnitude = IntVector.broadcast(I, MAGNITUDE);
    IntVector sign = IntVector.broadcast(I, SIGN);
    FloatVector zero = FloatVector.broadcast(F, g.zero() == FixedGrid.Zero.SIGNED ? -0f : 0f);
    int k = 0;
    for (int i = from; i < to; i += COUNT) {
      IntVector b = FloatVector.fromArray(F, x, i).reinterpretAsInts();
      IntVector f = IntVector.broadcast(I, fields[k++ >> log]);
      FloatVector magic = f.reinterpretAsFloats();
      FloatVector t = b.and(magnitude).reinterpretAsFloats().add(magic);
      IntVector q = t.reinterpretAsInts().min(f.add(last));
      IntVector r = q.reinterpretAsFloats().sub(magic).reinterpretAsInts();
      r.or(b.and(sign)).reinterpretAsFloats().add(zero).intoArray(x, i);
    }
  }

  private static void mini(BlockMini g, float[] x, int from, int to, int log, int[] fields) {
    int largest = (int) ((g.fraction() - 1) * ONE_BINADE);
    IntVector max = IntVector.broadcast(I, largest);
    IntVector last =
        IntVector.broadcast(I, VectorFloats.fraction(g.mantissaWidth(), g.carry()));
    IntVector span = IntVector.broadcast(I, g.span() * ONE_BINADE);
    IntVector up = IntVector.broadcast(I, (23 - g.mantissaWidth()) * ONE_BINADE);
    IntVector magnitude = IntVector.broadcast(I, MAGNITUDE);
    IntVector exponent = IntVector.broadcast(I, EXPONENT);
    IntVector sign = IntVector.broadcast(I, SIGN);
    int k = 0;
    for (int i = from; i < to; i += COUNT) {
      IntVector b = FloatVector.fromArray(F, x, i).reinterpretAsInts();
      IntVector top = IntVector.broadcast(I, fields[k++ >> log]);
      IntVector a = b.and(magnitude).min(top.add(max));
      IntVector e = a.and(exponent);
      a = a.min(e.or(last));
      FloatVector magic = e.max(top.sub(span)).add(up).reinterpretAsFloats();
      IntVector r = a.reinterpretAsFloats().add(magic).sub(magic).reinterpretAsInts();
      r.or(b.and(sign)).reinterpretAsFloats().intoArray(x, i);
    }
  }

  /** Works on 2^24 · x, so that powers below float32's normal range come out right. */
  private static void logs(BlockLogs g, float[] x, int from, int to, int log, int[] fields) {
    IntVector span = IntVector.broadcast(I, g.span() * ONE_BINADE);
    IntVector root = IntVector.broadcast(I, VectorFloats.ROOT);
    IntVector magnitude = IntVector.broadcast(I, MAGNITUDE);
    IntVector exponent = IntVector.broadcast(I, EXPONENT);
    IntVector sign = IntVector.broadcast(I, SIGN);
    FloatVector shift = FloatVector.broadcast(F, 0x1p24f);
    FloatVector back = FloatVector.broadcast(F, 0x1p-24f);
    int k = 0;
    for (int i = from; i < to; i += COUNT) {
      IntVector b = FloatVector.fromArray(F, x, i).mul(shift).reinterpretAsInts();
      IntVector top = IntVector.broadcast(I, fields[k++ >> log]);
      IntVector e = b.and(magnitude).add(root).and(exponent).min(top);
      IntVector keep = top.sub(span).sub(e).lanewise(VectorOperators.ASHR, 31);
      e.and(keep).or(b.and(sign)).reinterpretAsFloats().mul(back).intoArray(x, i);
    }
  }

  /** As {@link #logs}, but code 0 is a power of two, and zeros of either sign become it. */
  private static void powers(BlockLogs g, float[] x, int from, int to, int log, int[] fields) {
    FloatVector lowest = FloatVector.broadcast(F, (float) Exponents.power(-g.span()));
    IntVector root = IntVector.broadcast(I, VectorFloats.ROOT);
    IntVector magnitude = IntVector.broadcast(I, MAGNITUDE);
    IntVector exponent = IntVector.broadcast(I, EXPONENT);
    IntVector sign = IntVector.broadcast(I, SIGN);
    FloatVector shift = FloatVector.broadcast(F, 0x1p24f);
    FloatVector back = FloatVector.broadcast(F, 0x1p-24f);
    int k = 0;
    for (int i = from; i < to; i += COUNT) {
      IntVector b = FloatVector.fromArray(F, x, i).mul(shift).reinterpretAsInts();
      IntVector top = IntVector.broadcast(I, fields[k++ >> log]);
      IntVector bottom = top.reinterpretAsFloats().mul(lowest).reinterpretAsInts();
      IntVector a = b.and(magnitude);
      IntVector e = a.add(root).and(exponent).min(top).max(bottom);
      IntVector s = a.neg().and(b).and(sign);
      e.or(s).reinterpretAsFloats().mul(back).intoArray(x, i);
    }
  }
}
