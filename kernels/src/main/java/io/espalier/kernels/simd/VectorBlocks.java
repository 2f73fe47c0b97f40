package io.espalier.kernels.simd;

import static io.espalier.kernels.simd.Lanes.COUNT;
import static io.espalier.kernels.simd.Lanes.EXPONENT;
import static io.espalier.kernels.simd.Lanes.F;
import static io.espalier.kernels.simd.Lanes.I;
import static io.espalier.kernels.simd.Lanes.MAGNITUDE;
import static io.espalier.kernels.simd.Lanes.ONE_BINADE;
import static io.espalier.kernels.simd.Lanes.SIGN;

import io.espalier.kernels.simd.MiniGrid.Carry;
import java.util.Arrays;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Vector loops for blocks of one or two vectors that lie one after the other.
 *
 * <p>Several passes over a stretch that stays in the first cache: {@link VectorFolds} finds the
 * shared fields, the last pass rounds with the field broadcast. In a single loop the compiler gives
 * up and boxes the vectors. A stretch with a NaN, an infinity or an extreme block is left to the
 * definition of the grid.
 */
final class VectorBlocks {
  /** Values in a stretch: what the first cache holds. */
  static final int STRETCH = 4096;

  /**
   * Values in a stretch of an array that comes from memory: so few that what the machine fetches
   * ahead while one stretch is rounded is most of the next.
   */
  private static final int SHORT_STRETCH = 1024;

  private static final int IN_CACHE = 1 << 20;

  private VectorBlocks() {}

  /**
   * Rounds {@code x[from, to)}: whole groups of four blocks of {@code width} values, one or two
   * vectors each.
   *
   * @param s scratch for the shared fields
   */
  static void round(BlockGrid grid, float[] x, int from, int to, int width, Staging s) {
    BlockPlan plan = s.plan(grid);
    int[] fields = s.fields;
    Pass[] passes = passes(grid, width);
    int stretch = to - from > IN_CACHE ? SHORT_STRETCH : STRETCH;
    for (int i = from; i < to; i += stretch) {
      int end = Math.min(i + stretch, to);
      int count = 0;
      for (int p = 0; p < passes.length && count >= 0; p++) {
        count = passes[p].run(grid, plan, x, i, end, width, fields, count);
      }
      if (count < 0) {
        define(grid, x, i, end, width);
      }
    }
  }

  /**
   * One pass over a stretch. The passes are called through this interface on purpose: with so many
   * kinds the compiler leaves the call as it is, and compiles each loop by itself, with its
   * constants in registers.
   */
  private interface Pass {
    /** Takes how many numbers the pass before left in {@code fields}; negative: give up. */
    int run(
        BlockGrid grid,
        BlockPlan plan,
        float[] x,
        int from,
        int to,
        int width,
        int[] fields,
        int count);
  }

  private static final Pass SINGLE =
      (g, p, x, from, to, w, f, n) -> VectorFolds.single(x, from, to, f);
  private static final Pass PAIRS =
      (g, p, x, from, to, w, f, n) -> VectorFolds.pairs(x, from, to, f);
  private static final Pass QUARTERS = (g, p, x, from, to, w, f, n) -> VectorFolds.quarters(f, n);
  private static final Pass LANES = (g, p, x, from, to, w, f, n) -> VectorFolds.lanes(f, n);
  private static final Pass FIELDS =
      (g, p, x, from, to, w, f, n) -> VectorFolds.fields(p, f, n) ? n : -1;
  private static final Pass FIXED =
      (g, p, x, from, to, w, f, n) -> fixed((BlockFixed) g, x, from, to, log(w), f);
  private static final Pass CLIPPED =
      (g, p, x, from, to, w, f, n) -> clipped((BlockMini) g, x, from, to, log(w), f);
  private static final Pass NEAREST =
      (g, p, x, from, to, w, f, n) -> nearest((BlockMini) g, x, from, to, log(w), f);
  private static final Pass LOGS =
      (g, p, x, from, to, w, f, n) -> logs((BlockLogs) g, x, from, to, log(w), f);
  private static final Pass POWERS =
      (g, p, x, from, to, w, f, n) -> powers((BlockLogs) g, x, from, to, log(w), f);

  private static final List<Pass[]> SINGLES =
      List.of(
          ending(FIXED, SINGLE),
          ending(CLIPPED, SINGLE),
          ending(NEAREST, SINGLE),
          ending(LOGS, SINGLE),
          ending(POWERS, SINGLE));
  private static final List<Pass[]> DOUBLES =
      List.of(
          ending(FIXED, PAIRS, QUARTERS),
          ending(CLIPPED, PAIRS, QUARTERS),
          ending(NEAREST, PAIRS, QUARTERS),
          ending(LOGS, PAIRS, QUARTERS),
          ending(POWERS, PAIRS, QUARTERS));

  private static Pass[] ending(Pass last, Pass... first) {
    Pass[] all = Arrays.copyOf(first, first.length + 3);
    all[first.length] = LANES;
    all[first.length + 1] = FIELDS;
    all[first.length + 2] = last;
    return all;
  }

  private static Pass[] passes(BlockGrid grid, int width) {
    return (width == COUNT ? SINGLES : DOUBLES).get(kind(grid));
  }

  private static int kind(BlockGrid grid) {
    if (grid instanceof BlockMini g) {
      return g.carry() == Carry.CLIP ? 1 : 2;
    }
    if (grid instanceof BlockLogs g) {
      return g.lowest() == LogGrid.Lowest.ZERO ? 3 : 4;
    }
    return 0;
  }

  /** The logarithm of the number of vectors in a block. */
  private static int log(int width) {
    return width == COUNT ? 0 : 1;
  }

  private static void define(BlockGrid grid, float[] x, int from, int to, int width) {
    for (int i = from; i < to; i += width) {
      ScalarRounding.block(grid, x, i, i + width);
    }
  }

  private static int fixed(BlockFixed g, float[] x, int from, int to, int log, int[] fields) {
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
    return k;
  }

  /** Without carry: the exponent is capped, and what may stand below it. */
  private static int clipped(BlockMini g, float[] x, int from, int to, int log, int[] fields) {
    IntVector last = IntVector.broadcast(I, VectorFloats.fraction(g.mantissaWidth(), g.carry()));
    IntVector span = IntVector.broadcast(I, g.span() * ONE_BINADE);
    IntVector up = IntVector.broadcast(I, (23 - g.mantissaWidth()) * ONE_BINADE);
    IntVector magnitude = IntVector.broadcast(I, MAGNITUDE);
    IntVector exponent = IntVector.broadcast(I, EXPONENT);
    IntVector sign = IntVector.broadcast(I, SIGN);
    int k = 0;
    for (int i = from; i < to; i += COUNT) {
      IntVector b = FloatVector.fromArray(F, x, i).reinterpretAsInts();
      IntVector top = IntVector.broadcast(I, fields[k++ >> log]);
      IntVector e = b.and(exponent).min(top);
      FloatVector a = b.and(magnitude).min(e.add(last)).reinterpretAsFloats();
      FloatVector magic = e.max(top.sub(span)).add(up).reinterpretAsFloats();
      IntVector r = a.add(magic).sub(magic).reinterpretAsInts();
      r.or(b.and(sign)).reinterpretAsFloats().intoArray(x, i);
    }
    return k;
  }

  /** With carry: the magnitude is capped. */
  private static int nearest(BlockMini g, float[] x, int from, int to, int log, int[] fields) {
    IntVector max = IntVector.broadcast(I, (int) ((g.fraction() - 1) * ONE_BINADE));
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
      IntVector e = a.and(exponent).max(top.sub(span)).add(up);
      FloatVector magic = e.reinterpretAsFloats();
      IntVector r = a.reinterpretAsFloats().add(magic).sub(magic).reinterpretAsInts();
      r.or(b.and(sign)).reinterpretAsFloats().intoArray(x, i);
    }
    return k;
  }

  /** Works on 2^24 · x, so that powers below float32's normal range come out right. */
  private static int logs(BlockLogs g, float[] x, int from, int to, int log, int[] fields) {
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
    return k;
  }

  /** As {@link #logs}, but code 0 is a power of two, and zeros of either sign become it. */
  private static int powers(BlockLogs g, float[] x, int from, int to, int log, int[] fields) {
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
    return k;
  }
}
