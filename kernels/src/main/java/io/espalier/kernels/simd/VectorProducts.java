package io.espalier.kernels.simd;

import io.espalier.kernels.matrix.Finish;
import io.espalier.kernels.matrix.Panel;
import io.espalier.kernels.matrix.Rows;
import io.espalier.kernels.matrix.Strips;
import io.espalier.kernels.matrix.Tile;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The products on vector registers: 8 rows × 2 vectors of outputs are summed in 16 registers, so
 * that each term costs 8 broadcasts and 2 loads for 16 multiply-adds. Mutable, for one thread: sums
 * pass through a small tile on their way to memory. Sums of outer products are in {@link
 * VectorOuter} and {@link VectorStrips}.
 *
 * <p>C2 of Java 17 keeps vectors in registers only if everything they meet is inlined. So each
 * kernel holds its sums in named locals across one flat loop, calls nothing but intrinsics, and
 * leaves the rest to a second, smaller loop: past some 18,000 nodes C2 inlines only intrinsics.
 */
final class VectorProducts implements ProductKernels {
  static final VectorSpecies<Float> S =
      FloatVector.SPECIES_PREFERRED.length() > 16
          ? FloatVector.SPECIES_512
          : FloatVector.SPECIES_PREFERRED;
  private static final int L = S.length();

  private final float[] tile = new float[Rows.TILE * Panel.WIDTH];
  private final VectorOuter outer = new VectorOuter();
  private final VectorStrips strips = new VectorStrips();
  private final VectorTallStrips tallStrips = new VectorTallStrips();

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
    int to = yFrom + panel.channel();
    for (int i = 0; i < count; i += Rows.TILE) {
      for (int column = 0; column < panel.width(); column += 2 * L) {
        if (panel.width() - column < 2 * L) {
          narrow(rows, i, x, xFrom, panel, column, finish, y, to + column);
          continue;
        }
        wide(rows, i, x, xFrom, panel, column);
        finish(0, rows.targets(), i, finish, panel.channel() + column, y, to + column);
        int second = column + L;
        finish(L, rows.targets(), i, finish, panel.channel() + second, y, to + second);
      }
    }
  }

  private void wide(Rows rows, int i, float[] x, int xFrom, Panel panel, int column) {
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
    FloatVector b0 = zero;
    FloatVector b1 = zero;
    FloatVector b2 = zero;
    FloatVector b3 = zero;
    FloatVector b4 = zero;
    FloatVector b5 = zero;
    FloatVector b6 = zero;
    FloatVector b7 = zero;
    for (int k = panel.first(); k < end; k++) {
      int o = offsets[k];
      FloatVector u = FloatVector.fromArray(S, w, k * Panel.WIDTH + column);
      FloatVector v = FloatVector.fromArray(S, w, k * Panel.WIDTH + column + L);
      FloatVector t = FloatVector.broadcast(S, x[s0 + o]);
      a0 = t.fma(u, a0);
      b0 = t.fma(v, b0);
      t = FloatVector.broadcast(S, x[s1 + o]);
      a1 = t.fma(u, a1);
      b1 = t.fma(v, b1);
      t = FloatVector.broadcast(S, x[s2 + o]);
      a2 = t.fma(u, a2);
      b2 = t.fma(v, b2);
      t = FloatVector.broadcast(S, x[s3 + o]);
      a3 = t.fma(u, a3);
      b3 = t.fma(v, b3);
      t = FloatVector.broadcast(S, x[s4 + o]);
      a4 = t.fma(u, a4);
      b4 = t.fma(v, b4);
      t = FloatVector.broadcast(S, x[s5 + o]);
      a5 = t.fma(u, a5);
      b5 = t.fma(v, b5);
      t = FloatVector.broadcast(S, x[s6 + o]);
      a6 = t.fma(u, a6);
      b6 = t.fma(v, b6);
      t = FloatVector.broadcast(S, x[s7 + o]);
      a7 = t.fma(u, a7);
      b7 = t.fma(v, b7);
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
  }

  /** One vector of outputs, where a panel of 16 meets registers of 16. */
  private static void narrow(
      Rows rows,
      int i,
      float[] x,
      int xFrom,
      Panel panel,
      int column,
      Finish finish,
      float[] y,
      int to) {
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
      a0 = FloatVector.broadcast(S, x[s0 + o]).fma(u, a0);
      a1 = FloatVector.broadcast(S, x[s1 + o]).fma(u, a1);
      a2 = FloatVector.broadcast(S, x[s2 + o]).fma(u, a2);
      a3 = FloatVector.broadcast(S, x[s3 + o]).fma(u, a3);
      a4 = FloatVector.broadcast(S, x[s4 + o]).fma(u, a4);
      a5 = FloatVector.broadcast(S, x[s5 + o]).fma(u, a5);
      a6 = FloatVector.broadcast(S, x[s6 + o]).fma(u, a6);
      a7 = FloatVector.broadcast(S, x[s7 + o]).fma(u, a7);
    }
    FloatVector scale = FloatVector.fromArray(S, finish.scale(), panel.channel() + column);
    FloatVector shift = FloatVector.fromArray(S, finish.shift(), panel.channel() + column);
    FloatVector floor = FloatVector.broadcast(S, finish.floor());
    int[] targets = rows.targets();
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

  private void finish(
      int column, int[] targets, int i, Finish finish, int channel, float[] y, int to) {
    FloatVector scale = FloatVector.fromArray(S, finish.scale(), channel);
    FloatVector shift = FloatVector.fromArray(S, finish.shift(), channel);
    FloatVector floor = FloatVector.broadcast(S, finish.floor());
    for (int r = 0; r < Rows.TILE; r++) {
      FloatVector value =
          FloatVector.fromArray(S, tile, r * Panel.WIDTH + column).fma(scale, shift);
      value
          .blend(floor, value.compare(VectorOperators.LT, floor))
          .intoArray(y, to + targets[i + r]);
    }
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
      Tile where,
      float[] c,
      int pitch) {
    outer.add(pairs, from, to, a, aFrom, b, bFrom, where, c, pitch);
  }

  @Override
  public void strips(Rows pairs, int from, int to, float[] a, int aFrom, Strips strips) {
    VectorStrips.copy(pairs.sources(), from, to, a, aFrom, strips);
  }

  @Override
  public void outer(
      Strips left,
      Rows pairs,
      int from,
      int to,
      float[] b,
      int bFrom,
      Tile where,
      float[] c,
      int pitch) {
    if (VectorTallStrips.takes(where)) {
      tallStrips.add(left, pairs.targets(), from, to, b, bFrom, where, c, pitch);
    } else {
      strips.add(left, pairs.targets(), from, to, b, bFrom, where, c, pitch);
    }
  }
}
