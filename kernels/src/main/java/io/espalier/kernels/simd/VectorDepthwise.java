package io.espalier.kernels.simd;

import io.espalier.kernels.matrix.Finish;
import io.espalier.kernels.matrix.Panel;
import io.espalier.kernels.matrix.Rows;
import io.espalier.kernels.matrix.Tile;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Depthwise products on vector registers: 8 rows, or kernel positions, of one vector of channels
 * are summed in 8 registers in named locals, for the reasons of {@link VectorProducts}.
 */
final class VectorDepthwise implements DepthwiseKernels {
  private static final VectorSpecies<Float> S = VectorProducts.S;
  private static final int L = S.length();

  @Override
  public void product(
      Rows rows,
      int count,
      float[] x,
      int xFrom,
      Panel panel,
      Finish finish,
      float[] y,
      int yFrom) {
    for (int i = 0; i < count; i += Rows.TILE) {
      for (int column = 0; column < panel.width(); column += L) {
        sum(rows, i, x, xFrom + column, panel, column, finish, y, yFrom);
      }
    }
  }

  private static void sum(
      Rows rows,
      int i,
      float[] x,
      int xFrom,
      Panel panel,
      int column,
      Finish finish,
      float[] y,
      int yFrom) {
    int[] sources = rows.sources();
    int end = panel.first() + panel.depth();
    int[] offsets = panel.offsets();
    float[] w = panel.weights();
    int s0 = xFrom + sources[i];
    int s1 = xFrom + sources[i + 1];
    int s2 = xFrom + sources[i + 2];
    int s3 = xFrom + sources[i + 3];
    int s4 = xFrom + sources[i + 4];
    int s5 = xFrom + sources[i + 5];
    int s6 = xFrom + sources[i + 6];
    int s7 = xFrom + sources[i + 7];
    FloatVector zero = FloatVector.zero(S);
    FloatVector a0 = zero;
    FloatVector a1 = zero;
    FloatVector a2 = zero;
    FloatVector a3 = zero;
    FloatVector a4 = zero;
    FloatVector a5 = zero;
    FloatVector a6 = zero;
    FloatVector a7 = zero;
    for (int k = panel.first(); k < end; k++) {
      int o = offsets[k];
      FloatVector u = FloatVector.fromArray(S, w, k * Panel.WIDTH + column);
      a0 = FloatVector.fromArray(S, x, s0 + o).fma(u, a0);
      a1 = FloatVector.fromArray(S, x, s1 + o).fma(u, a1);
      a2 = FloatVector.fromArray(S, x, s2 + o).fma(u, a2);
      a3 = FloatVector.fromArray(S, x, s3 + o).fma(u, a3);
      a4 = FloatVector.fromArray(S, x, s4 + o).fma(u, a4);
      a5 = FloatVector.fromArray(S, x, s5 + o).fma(u, a5);
      a6 = FloatVector.fromArray(S, x, s6 + o).fma(u, a6);
      a7 = FloatVector.fromArray(S, x, s7 + o).fma(u, a7);
    }
    int channel = panel.channel() + column;
    FloatVector scale = FloatVector.fromArray(S, finish.scale(), channel);
    FloatVector shift = FloatVector.fromArray(S, finish.shift(), channel);
    FloatVector floor = FloatVector.broadcast(S, finish.floor());
    int[] targets = rows.targets();
    int to = yFrom + channel;
    a0 = a0.fma(scale, shift);
    a1 = a1.fma(scale, shift);
    a2 = a2.fma(scale, shift);
    a3 = a3.fma(scale, shift);
    a4 = a4.fma(scale, shift);
    a5 = a5.fma(scale, shift);
    a6 = a6.fma(scale, shift);
    a7 = a7.fma(scale, shift);
    a0.blend(floor, a0.compare(VectorOperators.LT, floor)).intoArray(y, to + targets[i]);
    a1.blend(floor, a1.compare(VectorOperators.LT, floor)).intoArray(y, to + targets[i + 1]);
    a2.blend(floor, a2.compare(VectorOperators.LT, floor)).intoArray(y, to + targets[i + 2]);
    a3.blend(floor, a3.compare(VectorOperators.LT, floor)).intoArray(y, to + targets[i + 3]);
    a4.blend(floor, a4.compare(VectorOperators.LT, floor)).intoArray(y, to + targets[i + 4]);
    a5.blend(floor, a5.compare(VectorOperators.LT, floor)).intoArray(y, to + targets[i + 5]);
    a6.blend(floor, a6.compare(VectorOperators.LT, floor)).intoArray(y, to + targets[i + 6]);
    a7.blend(floor, a7.compare(VectorOperators.LT, floor)).intoArray(y, to + targets[i + 7]);
  }

  @Override
  public void outer(
      Rows pairs,
      int from,
      int to,
      float[] a,
      int aFrom,
      float[] b,
      int bFrom,
      Tile tile,
      float[] c,
      int pitch) {
    for (int column = 0; column < tile.width(); column += L) {
      int right = bFrom + tile.right() + column;
      if (tile.rows() == 1) {
        single(pairs, from, to, a, aFrom + column, b, right, tile, c, tile.target() + column);
      } else {
        eight(pairs, from, to, a, aFrom + column, b, right, tile, c, tile.target() + column, pitch);
      }
    }
  }

  private static void single(
      Rows pairs,
      int from,
      int to,
      float[] a,
      int aFrom,
      float[] b,
      int right,
      Tile tile,
      float[] c,
      int target) {
    int[] sources = pairs.sources();
    int[] targets = pairs.targets();
    int left = aFrom + tile.left()[0];
    FloatVector sum = FloatVector.zero(S);
    for (int p = from; p < to; p++) {
      FloatVector v = FloatVector.fromArray(S, b, right + targets[p]);
      sum = FloatVector.fromArray(S, a, left + sources[p]).fma(v, sum);
    }
    FloatVector.fromArray(S, c, target).add(sum).intoArray(c, target);
  }

  private static void eight(
      Rows pairs,
      int from,
      int to,
      float[] a,
      int aFrom,
      float[] b,
      int right,
      Tile tile,
      float[] c,
      int target,
      int pitch) {
    int[] sources = pairs.sources();
    int[] targets = pairs.targets();
    int[] left = tile.left();
    int l0 = aFrom + left[0];
    int l1 = aFrom + left[1];
    int l2 = aFrom + left[2];
    int l3 = aFrom + left[3];
    int l4 = aFrom + left[4];
    int l5 = aFrom + left[5];
    int l6 = aFrom + left[6];
    int l7 = aFrom + left[7];
    FloatVector zero = FloatVector.zero(S);
    FloatVector s0 = zero;
    FloatVector s1 = zero;
    FloatVector s2 = zero;
    FloatVector s3 = zero;
    FloatVector s4 = zero;
    FloatVector s5 = zero;
    FloatVector s6 = zero;
    FloatVector s7 = zero;
    for (int p = from; p < to; p++) {
      int source = sources[p];
      FloatVector v = FloatVector.fromArray(S, b, right + targets[p]);
      s0 = FloatVector.fromArray(S, a, l0 + source).fma(v, s0);
      s1 = FloatVector.fromArray(S, a, l1 + source).fma(v, s1);
      s2 = FloatVector.fromArray(S, a, l2 + source).fma(v, s2);
      s3 = FloatVector.fromArray(S, a, l3 + source).fma(v, s3);
      s4 = FloatVector.fromArray(S, a, l4 + source).fma(v, s4);
      s5 = FloatVector.fromArray(S, a, l5 + source).fma(v, s5);
      s6 = FloatVector.fromArray(S, a, l6 + source).fma(v, s6);
      s7 = FloatVector.fromArray(S, a, l7 + source).fma(v, s7);
    }
    FloatVector.fromArray(S, c, target).add(s0).intoArray(c, target);
    if (tile.rows() > 1) {
      FloatVector.fromArray(S, c, target + 1 * pitch).add(s1).intoArray(c, target + 1 * pitch);
    }
    if (tile.rows() > 2) {
      FloatVector.fromArray(S, c, target + 2 * pitch).add(s2).intoArray(c, target + 2 * pitch);
    }
    if (tile.rows() > 3) {
      FloatVector.fromArray(S, c, target + 3 * pitch).add(s3).intoArray(c, target + 3 * pitch);
    }
    if (tile.rows() > 4) {
      FloatVector.fromArray(S, c, target + 4 * pitch).add(s4).intoArray(c, target + 4 * pitch);
    }
    if (tile.rows() > 5) {
      FloatVector.fromArray(S, c, target + 5 * pitch).add(s5).intoArray(c, target + 5 * pitch);
    }
    if (tile.rows() > 6) {
      FloatVector.fromArray(S, c, target + 6 * pitch).add(s6).intoArray(c, target + 6 * pitch);
    }
    if (tile.rows() > 7) {
      FloatVector.fromArray(S, c, target + 7 * pitch).add(s7).intoArray(c, target + 7 * pitch);
    }
  }
}
