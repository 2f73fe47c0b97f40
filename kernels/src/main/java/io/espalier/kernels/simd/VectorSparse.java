package io.espalier.kernels.simd;

import io.espalier.kernels.matrix.BundledWeights;
import io.espalier.kernels.matrix.Finish;
import io.espalier.kernels.matrix.Interleaved;
import io.espalier.kernels.matrix.SparseWeights;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The sparse product on vector registers: one weight meets 8 neighbouring places of a vector of
 * images, so that a term costs one broadcast and 8 loads for 8 multiply-adds, whichever weights are
 * zero. The places adjoin, so that one address and two range checks do for all loads of a term.
 */
final class VectorSparse implements SparseKernels {
  private static final VectorSpecies<Float> S =
      FloatVector.SPECIES_PREFERRED.length() > 16
          ? FloatVector.SPECIES_512
          : FloatVector.SPECIES_PREFERRED;
  private static final int L = S.length();
  private static final int LANES = Interleaved.PLACES * Interleaved.IMAGES;

  @Override
  public void product(
      float[] x, int from, SparseWeights weights, int first, int end, Finish finish, float[] y) {
    for (int lane = 0; lane < Interleaved.IMAGES; lane += L) {
      for (int o = first; o < end; o++) {
        sum(x, from + lane, weights, o, finish, y, (o - first) * LANES + lane);
      }
    }
  }

  private static void sum(
      float[] x, int from, SparseWeights weights, int output, Finish finish, float[] y, int to) {
    int[] offsets = weights.offsets();
    float[] values = weights.values();
    int end = weights.starts()[output + 1];
    FloatVector zero = FloatVector.zero(S);
    FloatVector a0 = zero;
    FloatVector a1 = zero;
    FloatVector a2 = zero;
    FloatVector a3 = zero;
    FloatVector a4 = zero;
    FloatVector a5 = zero;
    FloatVector a6 = zero;
    FloatVector a7 = zero;
    for (int t = weights.starts()[output]; t < end; t++) {
      int at = from + offsets[t];
      FloatVector w = FloatVector.broadcast(S, values[t]);
      a0 = FloatVector.fromArray(S, x, at).fma(w, a0);
      a1 = FloatVector.fromArray(S, x, at + 16).fma(w, a1);
      a2 = FloatVector.fromArray(S, x, at + 32).fma(w, a2);
      a3 = FloatVector.fromArray(S, x, at + 48).fma(w, a3);
      a4 = FloatVector.fromArray(S, x, at + 64).fma(w, a4);
      a5 = FloatVector.fromArray(S, x, at + 80).fma(w, a5);
      a6 = FloatVector.fromArray(S, x, at + 96).fma(w, a6);
      a7 = FloatVector.fromArray(S, x, at + 112).fma(w, a7);
    }
    FloatVector scale = FloatVector.broadcast(S, finish.scale()[output]);
    FloatVector shift = FloatVector.broadcast(S, finish.shift()[output]);
    FloatVector floor = FloatVector.broadcast(S, finish.floor());
    a0 = a0.fma(scale, shift);
    a1 = a1.fma(scale, shift);
    a2 = a2.fma(scale, shift);
    a3 = a3.fma(scale, shift);
    a4 = a4.fma(scale, shift);
    a5 = a5.fma(scale, shift);
    a6 = a6.fma(scale, shift);
    a7 = a7.fma(scale, shift);
    a0.blend(floor, a0.compare(VectorOperators.LT, floor)).intoArray(y, to);
    a1.blend(floor, a1.compare(VectorOperators.LT, floor)).intoArray(y, to + 16);
    a2.blend(floor, a2.compare(VectorOperators.LT, floor)).intoArray(y, to + 32);
    a3.blend(floor, a3.compare(VectorOperators.LT, floor)).intoArray(y, to + 48);
    a4.blend(floor, a4.compare(VectorOperators.LT, floor)).intoArray(y, to + 64);
    a5.blend(floor, a5.compare(VectorOperators.LT, floor)).intoArray(y, to + 80);
    a6.blend(floor, a6.compare(VectorOperators.LT, floor)).intoArray(y, to + 96);
    a7.blend(floor, a7.compare(VectorOperators.LT, floor)).intoArray(y, to + 112);
  }

  @Override
  public void product(float[] x, int from, BundledWeights weights, Finish finish, float[] y) {
    for (int lane = 0; lane < Interleaved.IMAGES; lane += L) {
      for (int b = 0; b < weights.bundles(); b++) {
        sum(x, from + lane, weights, b, y, b * LANES + lane);
        finish(finish, b * BundledWeights.WIDTH, y, b * LANES + lane);
      }
    }
  }

  /** Eight weights of eight outputs at a time, each for one vector of images. */
  private static void sum(
      float[] x, int from, BundledWeights weights, int bundle, float[] y, int to) {
    int[] offsets = weights.offsets();
    float[] values = weights.values();
    int end = weights.starts()[bundle + 1] * 8;
    FloatVector zero = FloatVector.zero(S);
    FloatVector a0 = zero;
    FloatVector a1 = zero;
    FloatVector a2 = zero;
    FloatVector a3 = zero;
    FloatVector a4 = zero;
    FloatVector a5 = zero;
    FloatVector a6 = zero;
    FloatVector a7 = zero;
    for (int t = weights.starts()[bundle] * 8; t < end; t += 8) {
      a0 =
          FloatVector.fromArray(S, x, from + offsets[t])
              .fma(FloatVector.broadcast(S, values[t]), a0);
      a1 =
          FloatVector.fromArray(S, x, from + offsets[t + 1])
              .fma(FloatVector.broadcast(S, values[t + 1]), a1);
      a2 =
          FloatVector.fromArray(S, x, from + offsets[t + 2])
              .fma(FloatVector.broadcast(S, values[t + 2]), a2);
      a3 =
          FloatVector.fromArray(S, x, from + offsets[t + 3])
              .fma(FloatVector.broadcast(S, values[t + 3]), a3);
      a4 =
          FloatVector.fromArray(S, x, from + offsets[t + 4])
              .fma(FloatVector.broadcast(S, values[t + 4]), a4);
      a5 =
          FloatVector.fromArray(S, x, from + offsets[t + 5])
              .fma(FloatVector.broadcast(S, values[t + 5]), a5);
      a6 =
          FloatVector.fromArray(S, x, from + offsets[t + 6])
              .fma(FloatVector.broadcast(S, values[t + 6]), a6);
      a7 =
          FloatVector.fromArray(S, x, from + offsets[t + 7])
              .fma(FloatVector.broadcast(S, values[t + 7]), a7);
    }
    a0.intoArray(y, to);
    a1.intoArray(y, to + 16);
    a2.intoArray(y, to + 32);
    a3.intoArray(y, to + 48);
    a4.intoArray(y, to + 64);
    a5.intoArray(y, to + 80);
    a6.intoArray(y, to + 96);
    a7.intoArray(y, to + 112);
  }

  private static void finish(Finish finish, int output, float[] y, int from) {
    FloatVector floor = FloatVector.broadcast(S, finish.floor());
    for (int o = 0; o < BundledWeights.WIDTH; o++) {
      FloatVector scale = FloatVector.broadcast(S, finish.scale()[output + o]);
      FloatVector shift = FloatVector.broadcast(S, finish.shift()[output + o]);
      int at = from + o * Interleaved.IMAGES;
      FloatVector value = FloatVector.fromArray(S, y, at).fma(scale, shift);
      value.blend(floor, value.compare(VectorOperators.LT, floor)).intoArray(y, at);
    }
  }

  /**
   * Four rows at a time, without vectors: C2 of Java 17 checks the indices of every rearrangement,
   * which costs more than it saves, and shorter vectors beside the others cost those their place in
   * registers.
   */
  @Override
  public void transpose(
      float[] x, int from, int pitch, int rows, int columns, float[] y, int to, int yPitch) {
    int whole = rows / 4 * 4;
    for (int r = 0; r < whole; r += 4) {
      fourRows(x, from + r * pitch, pitch, columns, y, to + r, yPitch);
    }
    ScalarSparse.transpose(x, from, pitch, whole, rows, columns, y, to, yPitch);
  }

  private static void fourRows(
      float[] x, int from, int pitch, int columns, float[] y, int to, int yPitch) {
    int second = from + pitch;
    int third = second + pitch;
    int fourth = third + pitch;
    int at = to;
    for (int c = 0; c < columns; c++) {
      y[at] = x[from + c];
      y[at + 1] = x[second + c];
      y[at + 2] = x[third + c];
      y[at + 3] = x[fourth + c];
      at += yPitch;
    }
  }
}
