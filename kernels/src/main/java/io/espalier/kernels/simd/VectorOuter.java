package io.espalier.kernels.simd;

import io.espalier.kernels.matrix.Panel;
import io.espalier.kernels.matrix.Rows;
import io.espalier.kernels.matrix.Tile;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums of outer products whose factors are read where they lie: 8 × 2 vectors are summed in 16
 * registers. Mutable, for one thread: a tile that is not stored whole passes through a small array.
 */
final class VectorOuter {
  private static final VectorSpecies<Float> S = VectorProducts.S;
  private static final int L = S.length();

  private final float[] tile = new float[Rows.TILE * Panel.WIDTH];

  /**
   * As {@link ProductKernels#outer(Rows, int, int, float[], int, float[], int, Tile, float[],
   * int)}.
   */
  void add(
      Rows pairs,
      int from,
      int to,
      float[] a,
      int aFrom,
      float[] b,
      int bFrom,
      Tile where,
      float[] c,
      int pitch) {
    for (int column = 0; column < where.width(); column += 2 * L) {
      int right = bFrom + where.right() + column;
      int target = where.target() + column;
      int width = where.width() - column;
      if (!whole(pairs, from, to, a, aFrom, where, b, right, width, c, target, pitch)) {
        part(tile, 0, c, target, where.rows(), pitch);
        if (width > L) {
          part(tile, L, c, target + L, where.rows(), pitch);
        }
      }
    }
  }

  /** Adds a whole tile to c, or leaves one that is partly used in {@link #tile} and says so. */
  private boolean whole(
      Rows pairs,
      int from,
      int to,
      float[] a,
      int aFrom,
      Tile where,
      float[] b,
      int bFrom,
      int width,
      float[] c,
      int target,
      int pitch) {
    int[] left = where.left();
    int[] sources = pairs.sources();
    int[] targets = pairs.targets();
    int l0 = aFrom + left[0];
    int l1 = aFrom + left[1];
    int l2 = aFrom + left[2];
    int l3 = aFrom + left[3];
    int l4 = aFrom + left[4];
    int l5 = aFrom + left[5];
    int l6 = aFrom + left[6];
    int l7 = aFrom + left[7];
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
    for (int p = from; p < to; p++) {
      int s = sources[p];
      int q = targets[p] + bFrom;
      FloatVector u = FloatVector.fromArray(S, b, q);
      FloatVector v = FloatVector.fromArray(S, b, q + L);
      FloatVector t = FloatVector.broadcast(S, a[s + l0]);
      a0 = t.fma(u, a0);
      b0 = t.fma(v, b0);
      t = FloatVector.broadcast(S, a[s + l1]);
      a1 = t.fma(u, a1);
      b1 = t.fma(v, b1);
      t = FloatVector.broadcast(S, a[s + l2]);
      a2 = t.fma(u, a2);
      b2 = t.fma(v, b2);
      t = FloatVector.broadcast(S, a[s + l3]);
      a3 = t.fma(u, a3);
      b3 = t.fma(v, b3);
      t = FloatVector.broadcast(S, a[s + l4]);
      a4 = t.fma(u, a4);
      b4 = t.fma(v, b4);
      t = FloatVector.broadcast(S, a[s + l5]);
      a5 = t.fma(u, a5);
      b5 = t.fma(v, b5);
      t = FloatVector.broadcast(S, a[s + l6]);
      a6 = t.fma(u, a6);
      b6 = t.fma(v, b6);
      t = FloatVector.broadcast(S, a[s + l7]);
      a7 = t.fma(u, a7);
      b7 = t.fma(v, b7);
    }
    if (where.rows() == Rows.TILE && width >= 2 * L) {
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

  /** Adds what is stored of one vector a row of a tile. */
  static void part(float[] tile, int column, float[] c, int target, int rows, int pitch) {
    int at = target;
    for (int r = column; r < rows * Panel.WIDTH; r += Panel.WIDTH) {
      FloatVector sum = FloatVector.fromArray(S, tile, r);
      FloatVector.fromArray(S, c, at).add(sum).intoArray(c, at);
      at += pitch;
    }
  }
}
