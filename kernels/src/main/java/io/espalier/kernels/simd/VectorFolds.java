package io.espalier.kernels.simd;

import static io.espalier.kernels.simd.Lanes.COUNT;
import static io.espalier.kernels.simd.Lanes.EXPONENT;
import static io.espalier.kernels.simd.Lanes.F;
import static io.espalier.kernels.simd.Lanes.I;
import static io.espalier.kernels.simd.Lanes.MAGNITUDE;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;

/**
 * The largest magnitudes of blocks of one or two vectors, and the shared fields that follow.
 *
 * <p>The magnitudes of four blocks are folded into one vector that holds a quarter of each, then
 * four such vectors into one that holds the maximum of sixteen blocks, so that folds and the
 * arithmetic on exponents are shared; two short chains overlap better than a long one.
 */
final class VectorFolds {
  private static final VectorShuffle<Integer> HALVES = exchange(COUNT / 2);
  private static final VectorShuffle<Integer> QUARTERS = exchange(COUNT / 4);
  private static final VectorShuffle<Integer> EIGHTHS = exchange(COUNT / 8);
  private static final VectorShuffle<Integer> SIXTEENTHS = exchange(COUNT / 16);

  /** Folding puts the field of block k into the lane whose number is k with its bits reversed. */
  private static final VectorShuffle<Integer> ORDER =
      VectorShuffle.fromOp(
          I, i -> Integer.reverse(i) >>> (1 + Integer.numberOfLeadingZeros(COUNT)));

  private VectorFolds() {}

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

  private static final IntVector IN_HALVES = lacking(COUNT / 2);
  private static final IntVector IN_QUARTERS = lacking(COUNT / 4);
  private static final IntVector IN_EIGHTHS = lacking(COUNT / 8);
  private static final IntVector IN_SIXTEENTHS = lacking(COUNT / 16);

  /**
   * Folds the magnitudes of four blocks a turn into one vector that holds a quarter of each.
   *
   * @return how many numbers were stored
   */
  static int single(float[] x, int from, int to, int[] folded) {
    IntVector magnitude = IntVector.broadcast(I, MAGNITUDE);
    IntVector half = IN_HALVES;
    IntVector rest = half.not();
    IntVector quarter = IN_QUARTERS;
    IntVector others = quarter.not();
    int k = 0;
    for (int i = from; i < to; i += 4 * COUNT) {
      IntVector a = FloatVector.fromArray(F, x, i).reinterpretAsInts().and(magnitude);
      IntVector b = FloatVector.fromArray(F, x, i + COUNT).reinterpretAsInts().and(magnitude);
      IntVector c = FloatVector.fromArray(F, x, i + 2 * COUNT).reinterpretAsInts().and(magnitude);
      IntVector d = FloatVector.fromArray(F, x, i + 3 * COUNT).reinterpretAsInts().and(magnitude);
      a = a.and(half).or(b.and(rest)).max(b.and(half).or(a.and(rest)).rearrange(HALVES));
      c = c.and(half).or(d.and(rest)).max(d.and(half).or(c.and(rest)).rearrange(HALVES));
      a =
          a.and(quarter)
              .or(c.and(others))
              .max(c.and(quarter).or(a.and(others)).rearrange(QUARTERS));
      a.intoArray(folded, k);
      k += COUNT;
    }
    return k;
  }

  /** As {@link #single} for blocks of two vectors. */
  static int pairs(float[] x, int from, int to, int[] folded) {
    IntVector magnitude = IntVector.broadcast(I, MAGNITUDE);
    IntVector half = IN_HALVES;
    IntVector rest = half.not();
    IntVector quarter = IN_QUARTERS;
    IntVector others = quarter.not();
    int k = 0;
    for (int i = from; i < to; i += 8 * COUNT) {
      IntVector a = FloatVector.fromArray(F, x, i).reinterpretAsInts().and(magnitude);
      IntVector b = FloatVector.fromArray(F, x, i + COUNT).reinterpretAsInts().and(magnitude);
      IntVector c = FloatVector.fromArray(F, x, i + 2 * COUNT).reinterpretAsInts().and(magnitude);
      IntVector d = FloatVector.fromArray(F, x, i + 3 * COUNT).reinterpretAsInts().and(magnitude);
      a = a.max(b);
      c = c.max(d);
      IntVector e = a.and(half).or(c.and(rest)).max(c.and(half).or(a.and(rest)).rearrange(HALVES));
      a = FloatVector.fromArray(F, x, i + 4 * COUNT).reinterpretAsInts().and(magnitude);
      b = FloatVector.fromArray(F, x, i + 5 * COUNT).reinterpretAsInts().and(magnitude);
      c = FloatVector.fromArray(F, x, i + 6 * COUNT).reinterpretAsInts().and(magnitude);
      d = FloatVector.fromArray(F, x, i + 7 * COUNT).reinterpretAsInts().and(magnitude);
      a = a.max(b);
      c = c.max(d);
      c = a.and(half).or(c.and(rest)).max(c.and(half).or(a.and(rest)).rearrange(HALVES));
      e =
          e.and(quarter)
              .or(c.and(others))
              .max(c.and(quarter).or(e.and(others)).rearrange(QUARTERS));
      e.intoArray(folded, k);
      k += COUNT;
    }
    return k;
  }

  /**
   * Folds what {@link #single} stored down to one number a block, in the order of the blocks, at
   * the front of the same array.
   *
   * @return how many numbers there are
   */
  static int fold(int[] folded, int count) {
    Arrays.fill(folded, count, count + 3 * COUNT, 0);
    IntVector eighth = IN_EIGHTHS;
    IntVector rest = eighth.not();
    IntVector sixteenth = IN_SIXTEENTHS;
    IntVector others = sixteenth.not();
    int k = 0;
    for (int i = 0; i < count; i += COUNT * COUNT / 4) {
      IntVector a = IntVector.fromArray(I, folded, i);
      IntVector b = IntVector.fromArray(I, folded, i + COUNT);
      a = a.and(eighth).or(b.and(rest)).max(b.and(eighth).or(a.and(rest)).rearrange(EIGHTHS));
      if (COUNT > 8) {
        IntVector c = IntVector.fromArray(I, folded, i + 2 * COUNT);
        IntVector d = IntVector.fromArray(I, folded, i + 3 * COUNT);
        c = c.and(eighth).or(d.and(rest)).max(d.and(eighth).or(c.and(rest)).rearrange(EIGHTHS));
        a =
            a.and(sixteenth)
                .or(c.and(others))
                .max(c.and(sixteenth).or(a.and(others)).rearrange(SIXTEENTHS));
      }
      a.rearrange(ORDER).intoArray(folded, k);
      k += COUNT;
    }
    return k;
  }

  /**
   * Turns the bits of the largest magnitudes into shared fields, in place.
   *
   * @return whether no block is extreme; else the fields are of no use
   */
  static boolean fields(BlockPlan plan, int[] fields, int count) {
    FloatVector shift = FloatVector.broadcast(F, 0x1p24f);
    IntVector carry = IntVector.broadcast(I, plan.carry());
    IntVector exponent = IntVector.broadcast(I, EXPONENT);
    IntVector low = IntVector.broadcast(I, plan.low());
    IntVector high = IntVector.broadcast(I, plan.high());
    IntVector flip = IntVector.broadcast(I, plan.flip());
    IntVector offset = IntVector.broadcast(I, plan.offset());
    IntVector largest = IntVector.zero(I);
    IntVector smallest = IntVector.broadcast(I, Integer.MAX_VALUE);
    for (int k = 0; k < count; k += COUNT) {
      IntVector m = IntVector.fromArray(I, fields, k);
      largest = largest.max(m);
      // Halved without sign, so that 0 - 1 is the largest and a block of zeros is never too small.
      smallest = smallest.min(m.sub(1).lanewise(VectorOperators.LSHR, 1));
      IntVector e = m.reinterpretAsFloats().mul(shift).reinterpretAsInts();
      e = e.add(carry).and(exponent).max(low).min(high);
      e.lanewise(VectorOperators.XOR, flip).add(offset).intoArray(fields, k);
    }
    return largest.reduceLanes(VectorOperators.MAX) <= Lanes.power(BlockPlan.HIGHEST)
        && smallest.reduceLanes(VectorOperators.MIN) >= plan.least() >>> 1;
  }
}
