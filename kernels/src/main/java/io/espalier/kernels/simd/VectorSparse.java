package io.espalier.kernels.simd;

import io.espalier.kernels.matrix.Finish;
import io.espalier.kernels.matrix.Interleaved;
import io.espalier.kernels.matrix.SparseWeights;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The sparse product on vector registers: one weight meets 8 pixels of a vector of images, so that
 * a term costs one broadcast and 8 loads for 8 multiply-adds, whichever weights are zero.
 */
final class VectorSparse implements SparseKernels {
  private static final VectorSpecies<Float> S =
      FloatVector.SPECIES_PREFERRED.length() > 16
          ? FloatVector.SPECIES_512
          : FloatVector.SPECIES_PREFERRED;
  private static final int L = S.length();

  @Override
  public void product(
      int[] sources, int first, float[] x, SparseWeights weights, Finish finish, float[] y) {
    int outputs = weights.outputs();
    for (int lane = 0; lane < Interleaved.IMAGES; lane += L) {
      for (int o = 0; o < outputs; o++) {
        int to = o * Interleaved.IMAGES + lane;
        sum(sources, first, lane, x, weights, o, y, to);
        finish(finish, o, y, to, outputs * Interleaved.IMAGES);
      }
    }
  }

  private static void sum(
      int[] sources,
      int first,
      int lane,
      float[] x,
      SparseWeights weights,
      int output,
      float[] y,
      int to) {
    int[] offsets = weights.offsets();
    float[] values = weights.values();
    int end = weights.starts()[output + 1];
    int s0 = Interleaved.at(sources[first]) + lane;
    int s1 = Interleaved.at(sources[first + 1]) + lane;
    int s2 = Interleaved.at(sources[first + 2]) + lane;
    int s3 = Interleaved.at(sources[first + 3]) + lane;
    int s4 = Interleaved.at(sources[first + 4]) + lane;
    int s5 = Interleaved.at(sources[first + 5]) + lane;
    int s6 = Interleaved.at(sources[first + 6]) + lane;
    int s7 = Interleaved.at(sources[first + 7]) + lane;
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
      int at = offsets[t] * 16;
      FloatVector w = FloatVector.broadcast(S, values[t]);
      a0 = FloatVector.fromArray(S, x, s0 + at).fma(w, a0);
      a1 = FloatVector.fromArray(S, x, s1 + at).fma(w, a1);
      a2 = FloatVector.fromArray(S, x, s2 + at).fma(w, a2);
      a3 = FloatVector.fromArray(S, x, s3 + at).fma(w, a3);
      a4 = FloatVector.fromArray(S, x, s4 + at).fma(w, a4);
      a5 = FloatVector.fromArray(S, x, s5 + at).fma(w, a5);
      a6 = FloatVector.fromArray(S, x, s6 + at).fma(w, a6);
      a7 = FloatVector.fromArray(S, x, s7 + at).fma(w, a7);
    }
    int pitch = weights.outputs() * 16;
    a0.intoArray(y, to);
    a1.intoArray(y, to + pitch);
    a2.intoArray(y, to + 2 * pitch);
    a3.intoArray(y, to + 3 * pitch);
    a4.intoArray(y, to + 4 * pitch);
    a5.intoArray(y, to + 5 * pitch);
    a6.intoArray(y, to + 6 * pitch);
    a7.intoArray(y, to + 7 * pitch);
  }

  private static void finish(Finish finish, int output, float[] y, int from, int pitch) {
    FloatVector scale = FloatVector.broadcast(S, finish.scale()[output]);
    FloatVector shift = FloatVector.broadcast(S, finish.shift()[output]);
    FloatVector floor = FloatVector.broadcast(S, finish.floor());
    for (int at = from; at < from + 8 * pitch; at += pitch) {
      FloatVector value = FloatVector.fromArray(S, y, at).fma(scale, shift);
      value.blend(floor, value.compare(VectorOperators.LT, floor)).intoArray(y, at);
    }
  }
}
