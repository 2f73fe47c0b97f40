package io.espalier.kernels.simd;

import io.espalier.kernels.matrix.Panel;
import io.espalier.kernels.matrix.Rows;
import io.espalier.kernels.matrix.Strips;
import io.espalier.kernels.matrix.Tile;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums of outer products whose left factors were copied into strips first. Their places are then
 * known before the loop, so that C2 checks them once and not for each of the 8 broadcasts of a
 * term: on a processor with two multiply-adds a cycle that is 12 % of a weight gradient's time. All
 * vectors are of one species: a second one in a shared method of the vector classes would make C2
 * give up its registers.
 */
final class VectorStrips {
  private static final VectorSpecies<Float> S = VectorProducts.S;
  private static final int L = S.length();

  private final float[] tile = new float[Rows.TILE * Panel.WIDTH];

  /** As {@link ProductKernels#outer(Strips, Rows, int, int, float[], int, Tile, float[], int)}. */
  void add(
      Strips left,
      int[] targets,
      int from,
      int to,
      float[] b,
      int bFrom,
      Tile where,
      float[] c,
      int pitch) {
    float[] a = left.values();
    int aFrom = left.at(where.left()[0]);
    for (int row = 0; row < where.rows(); row += Rows.TILE) {
      int rows = Math.min(Rows.TILE, where.rows() - row);
      for (int column = 0; column < where.width(); column += 2 * L) {
        int right = bFrom + where.right() + column;
        int target = where.target() + row * pitch + column;
        int width = where.width() - column;
        if (!whole(a, aFrom + row, targets, from, to, rows, b, right, width, c, target, pitch)) {
          VectorOuter.part(tile, 0, c, target, rows, pitch);
          if (width > L) {
            VectorOuter.part(tile, L, c, target + L, rows, pitch);
          }
        }
      }
    }
  }

  /** Adds a whole tile to c, or leaves one that is partly used in {@link #tile} and says so. */
  private boolean whole(
      float[] a,
      int aFrom,
      int[] targets,
      int from,
      int to,
      int rows,
      float[] b,
      int bFrom,
      int width,
      float[] c,
      int target,
      int pitch) {
    int count = to - from;
    FloatVector zero = FloatVector.zero(S);
    FloatVector a0 = zero;
    FloatVector a1 = zero;
    FloatVector a2 = zero;
    FloatVector a3 = zero;
    FloatVector a4 = zero;
    FloatVector a5 = zero;
    FloatVector a6 = zero;
    FloatVector a7 = zero;
    FloatVector b0 = zero;
    FloatVector b1 = zero;
    FloatVector b2 = zero;
    FloatVector b3 = zero;
    FloatVector b4 = zero;
    FloatVector b5 = zero;
    FloatVector b6 = zero;
    FloatVector b7 = zero;
    for (int p = 0; p < count; p++) {
      int q = targets[from + p] + bFrom;
      FloatVector u = FloatVector.fromArray(S, b, q);
      FloatVector v = FloatVector.fromArray(S, b, q + L);
      FloatVector t = FloatVector.broadcast(S, a[aFrom + p * Strips.WIDTH]);
      a0 = t.fma(u, a0);
      b0 = t.fma(v, b0);
      t = FloatVector.broadcast(S, a[aFrom + p * Strips.WIDTH + 1]);
      a1 = t.fma(u, a1);
      b1 = t.fma(v, b1);
      t = FloatVector.broadcast(S, a[aFrom + p * Strips.WIDTH + 2]);
      a2 = t.fma(u, a2);
      b2 = t.fma(v, b2);
      t = FloatVector.broadcast(S, a[aFrom + p * Strips.WIDTH + 3]);
      a3 = t.fma(u, a3);
      b3 = t.fma(v, b3);
      t = FloatVector.broadcast(S, a[aFrom + p * Strips.WIDTH + 4]);
      a4 = t.fma(u, a4);
      b4 = t.fma(v, b4);
      t = FloatVector.broadcast(S, a[aFrom + p * Strips.WIDTH + 5]);
      a5 = t.fma(u, a5);
      b5 = t.fma(v, b5);
      t = FloatVector.broadcast(S, a[aFrom + p * Strips.WIDTH + 6]);
      a6 = t.fma(u, a6);
      b6 = t.fma(v, b6);
      t = FloatVector.broadcast(S, a[aFrom + p * Strips.WIDTH + 7]);
      a7 = t.fma(u, a7);
      b7 = t.fma(v, b7);
    }
    if (rows == Rows.TILE && width >= 2 * L) {
      int at = target;
      FloatVector.fromArray(S, c, at).add(a0).intoArray(c, at);
      FloatVector.fromArray(S, c, at + L).add(b0).intoArray(c, at + L);
      at += pitch;
      FloatVector.fromArray(S, c, at).add(a1).intoArray(c, at);
      FloatVector.fromArray(S, c, at + L).add(b1).intoArray(c, at + L);
      at += pitch;
      FloatVector.fromArray(S, c, at).add(a2).intoArray(c, at);
      FloatVector.fromArray(S, c, at + L).add(b2).intoArray(c, at + L);
      at += pitch;
      FloatVector.fromArray(S, c, at).add(a3).intoArray(c, at);
      FloatVector.fromArray(S, c, at + L).add(b3).intoArray(c, at + L);
      at += pitch;
      FloatVector.fromArray(S, c, at).add(a4).intoArray(c, at);
      FloatVector.fromArray(S, c, at + L).add(b4).intoArray(c, at + L);
      at += pitch;
      FloatVector.fromArray(S, c, at).add(a5).intoArray(c, at);
      FloatVector.fromArray(S, c, at + L).add(b5).intoArray(c, at + L);
      at += pitch;
      FloatVector.fromArray(S, c, at).add(a6).intoArray(c, at);
      FloatVector.fromArray(S, c, at + L).add(b6).intoArray(c, at + L);
      at += pitch;
      FloatVector.fromArray(S, c, at).add(a7).intoArray(c, at);
      FloatVector.fromArray(S, c, at + L).add(b7).intoArray(c, at + L);
      return true;
    }
    a0.intoArray(tile, 0);
    a1.intoArray(tile, 32);
    a2.intoArray(tile, 64);
    a3.intoArray(tile, 96);
    a4.intoArray(tile, 128);
    a5.intoArray(tile, 160);
    a6.intoArray(tile, 192);
    a7.intoArray(tile, 224);
    b0.intoArray(tile, L);
    b1.intoArray(tile, 32 + L);
    b2.intoArray(tile, 64 + L);
    b3.intoArray(tile, 96 + L);
    b4.intoArray(tile, 128 + L);
    b5.intoArray(tile, 160 + L);
    b6.intoArray(tile, 192 + L);
    b7.intoArray(tile, 224 + L);
    return false;
  }

  /** As {@link ProductKernels#strips}. */
  static void copy(int[] sources, int from, int to, float[] a, int aFrom, Strips strips) {
    float[] values = strips.values();
    for (int p = from; p < to; p++) {
      int source = aFrom + sources[p];
      int target = (p - from) * Strips.WIDTH;
      for (int k = 0; k < strips.width(); k += Strips.WIDTH) {
        for (int j = 0; j < Strips.WIDTH; j += L) {
          FloatVector.fromArray(S, a, source + k + j).intoArray(values, target + j);
        }
        target += strips.pitch();
      }
    }
  }
}
