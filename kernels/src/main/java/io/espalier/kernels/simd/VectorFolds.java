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
 * <p>Two vectors of magnitudes are folded into one that holds half of each, two of these into one
 * that holds a quarter of each of four, and so on until a vector holds one number of each of as
 * many blocks as it has lanes: half the shuffles of folding each block by itself, and the
 * arithmetic on exponents is done once for all of them. Small loops: short chains overlap better
 * than a long one, and the compiler never gives up.
 */
final class VectorFolds {
  private static final VectorShuffle<Integer> HALVES = exchange(COUNT / 2);
  private static final VectorShuffle<Integer> QUARTERS = exchange(COUNT / 4);
  private static final VectorShuffle<Integer> EIGHTHS = exchange(COUNT / 8);
  private static final VectorShuffle<Integer> SIXTEENTHS = exchange(COUNT / 16);

  /** Folding puts block k into the lane whose number is k with its bits reversed. */
  private static final VectorShuffle<Integer> ORDER =
      VectorShuffle.fromOp(
          I, i -> Integer.reverse(i) >>> (1 + Integer.numberOfLeadingZeros(COUNT)));

  private static final IntVector IN_HALVES = lacking(COUNT / 2);
  private static final IntVector IN_QUARTERS = lacking(COUNT / 4);
  private static final IntVector IN_EIGHTHS = lacking(COUNT / 8);
  private static final IntVector IN_SIXTEENTHS = lacking(COUNT / 16);

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

  /**
   * Folds the magnitudes of four blocks of one vector each a turn into quarters.
   *
   * @return how many numbers were stored in {@code folded}
   */
  static int single(float[] x, int from, int to, int[] folded) {
    IntVector magnitude = IntVector.broadcast(I, MAGNITUDE);
    IntVector half = IN_HALVES;
    IntVector rest = half.not();
    IntVector mine = IN_QUARTERS;
    IntVector other = mine.not();
    int k = 0;
    for (int i = from; i < to; i += 4 * COUNT) {
      IntVector a = FloatVector.fromArray(F, x, i).reinterpretAsInts().and(magnitude);
      IntVector b = FloatVector.fromArray(F, x, i + COUNT).reinterpretAsInts().and(magnitude);
      IntVector c = b.and(half).or(a.and(rest)).rearrange(HALVES);
      a = a.and(half).or(b.and(rest)).max(c);
      b = FloatVector.fromArray(F, x, i + 2 * COUNT).reinterpretAsInts().and(magnitude);
      c = FloatVector.fromArray(F, x, i + 3 * COUNT).reinterpretAsInts().and(magnitude);
      IntVector d = c.and(half).or(b.and(rest)).rearrange(HALVES);
      b = b.and(half).or(c.and(rest)).max(d);
      c = b.and(mine).or(a.and(other)).rearrange(QUARTERS);
      a.and(mine).or(b.and(other)).max(c).intoArray(folded, k);
      k += COUNT;
    }
    return k;
  }

  /** As {@link #single} for blocks of two vectors, two a turn: halves. */
  static int pairs(float[] x, int from, int to, int[] folded) {
    IntVector magnitude = IntVector.broadcast(I, MAGNITUDE);
    IntVector mine = IN_HALVES;
    IntVector other = mine.not();
    int k = 0;
    for (int i = from; i < to; i += 4 * COUNT) {
      IntVector a = FloatVector.fromArray(F, x, i).reinterpretAsInts().and(magnitude);
      IntVector b = FloatVector.fromArray(F, x, i + COUNT).reinterpretAsInts().and(magnitude);
      a = a.max(b);
      b = FloatVector.fromArray(F, x, i + 2 * COUNT).reinterpretAsInts().and(magnitude);
      IntVector c = FloatVector.fromArray(F, x, i + 3 * COUNT).reinterpretAsInts().and(magnitude);
      b = b.max(c);
      c = b.and(mine).or(a.and(other)).rearrange(HALVES);
      a.and(mine).or(b.and(other)).max(c).intoArray(folded, k);
      k += COUNT;
    }
    return k;
  }

  /** Folds halves to quarters, in place; returns how many numbers are left. */
  static int quarters(int[] folded, int count) {
    IntVector mine = IN_QUARTERS;
    IntVector other = mine.not();
    int k = 0;
    for (int i = 0; i < count; i += 2 * COUNT) {
      IntVector a = IntVector.fromArray(I, folded, i);
      IntVector b = IntVector.fromArray(I, folded, i + COUNT);
      IntVector c = b.and(mine).or(a.and(other)).rearrange(QUARTERS);
      a.and(mine).or(b.and(other)).max(c).intoArray(folded, k);
      k += COUNT;
    }
    return k;
  }

  /** Folds quarters as far as it goes, in place, to one number a lane; returns how many. */
  static int lanes(int[] folded, int count) {
    Arrays.fill(folded, count, count + 3 * COUNT, 0);
    return COUNT > 8 ? sixteenths(folded, count) : eighths(folded, count);
  }

  private static int eighths(int[] folded, int count) {
    IntVector mine = IN_EIGHTHS;
    IntVector other = mine.not();
    int k = 0;
    for (int i = 0; i < count; i += 2 * COUNT) {
      IntVector a = IntVector.fromArray(I, folded, i);
      IntVector b = IntVector.fromArray(I, folded, i + COUNT);
      IntVector c = b.and(mine).or(a.and(other)).rearrange(EIGHTHS);
      a.and(mine).or(b.and(other)).max(c).intoArray(folded, k);
      k += COUNT;
    }
    return k;
  }

  private static int sixteenths(int[] folded, int count) {
    IntVector half = IN_EIGHTHS;
    IntVector rest = half.not();
    IntVector mine = IN_SIXTEENTHS;
    IntVector other = mine.not();
    int k = 0;
    for (int i = 0; i < count; i += 4 * COUNT) {
      IntVector a = IntVector.fromArray(I, folded, i);
      IntVector b = IntVector.fromArray(I, folded, i + COUNT);
      IntVector c = b.and(half).or(a.and(rest)).rearrange(EIGHTHS);
      a = a.and(half).or(b.and(rest)).max(c);
      b = IntVector.fromArray(I, folded, i + 2 * COUNT);
      c = IntVector.fromArray(I, folded, i + 3 * COUNT);
      IntVector d = c.and(half).or(b.and(rest)).rearrange(EIGHTHS);
      b = b.and(half).or(c.and(rest)).max(d);
      c = b.and(mine).or(a.and(other)).rearrange(SIXTEENTHS);
      a.and(mine).or(b.and(other)).max(c).intoArray(folded, k);
      k += COUNT;
    }
    return k;
  }

  /**
   * Turns the bits of the largest magnitudes into shared fields, in place and in the order of the
   * blocks.
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
      IntVector m = IntVector.fromArray(I, fields, k).rearrange(ORDER);
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
