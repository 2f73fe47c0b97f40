package io.espalier.kernels.simd;

import io.espalier.kernels.matrix.Panel;
import io.espalier.kernels.matrix.Strips;
import io.espalier.kernels.matrix.Tile;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * As {@link VectorStrips} for tiles of 16 × 16, what 16 input channels leave of a tile: with 8 × 32
 * half of each product would be thrown away. For vectors of 16.
 */
final class VectorTallStrips {
  private static final VectorSpecies<Float> S = VectorProducts.S;

  private final float[] tile = new float[Strips.WIDTH * Panel.WIDTH];

  /** Whether this tile is one of these on this processor. */
  static boolean takes(Tile tile) {
    return S.length() == Strips.WIDTH
        && tile.width() == Strips.WIDTH
        && tile.left()[0] % Strips.WIDTH == 0;
  }

  /**
   * As {@link ProductKernels#outer(Strips, io.espalier.kernels.matrix.Rows, int, int, float[], int,
   * Tile, float[], int)}.
   */
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
    int aFrom = left.at(where.left()[0]);
    int right = bFrom + where.right();
    if (!whole(left.values(), aFrom, targets, from, to, where, b, right, c, pitch)) {
      VectorOuter.part(tile, 0, c, where.target(), where.rows(), pitch);
    }
  }

  private boolean whole(
      float[] a,
      int aFrom,
      int[] targets,
      int from,
      int to,
      Tile where,
      float[] b,
      int bFrom,
      float[] c,
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
    FloatVector a8 = zero;
    FloatVector a9 = zero;
    FloatVector a10 = zero;
    FloatVector a11 = zero;
    FloatVector a12 = zero;
    FloatVector a13 = zero;
    FloatVector a14 = zero;
    FloatVector a15 = zero;
    for (int p = 0; p < count; p++) {
      FloatVector u = FloatVector.fromArray(S, b, targets[from + p] + bFrom);
      a0 = FloatVector.broadcast(S, a[aFrom + p * Strips.WIDTH]).fma(u, a0);
      a1 = FloatVector.broadcast(S, a[aFrom + p * Strips.WIDTH + 1]).fma(u, a1);
      a2 = FloatVector.broadcast(S, a[aFrom + p * Strips.WIDTH + 2]).fma(u, a2);
      a3 = FloatVector.broadcast(S, a[aFrom + p * Strips.WIDTH + 3]).fma(u, a3);
      a4 = FloatVector.broadcast(S, a[aFrom + p * Strips.WIDTH + 4]).fma(u, a4);
      a5 = FloatVector.broadcast(S, a[aFrom + p * Strips.WIDTH + 5]).fma(u, a5);
      a6 = FloatVector.broadcast(S, a[aFrom + p * Strips.WIDTH + 6]).fma(u, a6);
      a7 = FloatVector.broadcast(S, a[aFrom + p * Strips.WIDTH + 7]).fma(u, a7);
      a8 = FloatVector.broadcast(S, a[aFrom + p * Strips.WIDTH + 8]).fma(u, a8);
      a9 = FloatVector.broadcast(S, a[aFrom + p * Strips.WIDTH + 9]).fma(u, a9);
      a10 = FloatVector.broadcast(S, a[aFrom + p * Strips.WIDTH + 10]).fma(u, a10);
      a11 = FloatVector.broadcast(S, a[aFrom + p * Strips.WIDTH + 11]).fma(u, a11);
      a12 = FloatVector.broadcast(S, a[aFrom + p * Strips.WIDTH + 12]).fma(u, a12);
      a13 = FloatVector.broadcast(S, a[aFrom + p * Strips.WIDTH + 13]).fma(u, a13);
      a14 = FloatVector.broadcast(S, a[aFrom + p * Strips.WIDTH + 14]).fma(u, a14);
      a15 = FloatVector.broadcast(S, a[aFrom + p * Strips.WIDTH + 15]).fma(u, a15);
    }
    if (where.rows() == Strips.WIDTH) {
      int at = where.target();
      FloatVector.fromArray(S, c, at).add(a0).intoArray(c, at);
      at += pitch;
      FloatVector.fromArray(S, c, at).add(a1).intoArray(c, at);
      at += pitch;
      FloatVector.fromArray(S, c, at).add(a2).intoArray(c, at);
      at += pitch;
      FloatVector.fromArray(S, c, at).add(a3).intoArray(c, at);
      at += pitch;
      FloatVector.fromArray(S, c, at).add(a4).intoArray(c, at);
      at += pitch;
      FloatVector.fromArray(S, c, at).add(a5).intoArray(c, at);
      at += pitch;
      FloatVector.fromArray(S, c, at).add(a6).intoArray(c, at);
      at += pitch;
      FloatVector.fromArray(S, c, at).add(a7).intoArray(c, at);
      at += pitch;
      FloatVector.fromArray(S, c, at).add(a8).intoArray(c, at);
      at += pitch;
      FloatVector.fromArray(S, c, at).add(a9).intoArray(c, at);
      at += pitch;
      FloatVector.fromArray(S, c, at).add(a10).intoArray(c, at);
      at += pitch;
      FloatVector.fromArray(S, c, at).add(a11).intoArray(c, at);
      at += pitch;
      FloatVector.fromArray(S, c, at).add(a12).intoArray(c, at);
      at += pitch;
      FloatVector.fromArray(S, c, at).add(a13).intoArray(c, at);
      at += pitch;
      FloatVector.fromArray(S, c, at).add(a14).intoArray(c, at);
      at += pitch;
      FloatVector.fromArray(S, c, at).add(a15).intoArray(c, at);
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
    a8.intoArray(tile, 256);
    a9.intoArray(tile, 288);
    a10.intoArray(tile, 320);
    a11.intoArray(tile, 352);
    a12.intoArray(tile, 384);
    a13.intoArray(tile, 416);
    a14.intoArray(tile, 448);
    a15.intoArray(tile, 480);
    return false;
  }
}
