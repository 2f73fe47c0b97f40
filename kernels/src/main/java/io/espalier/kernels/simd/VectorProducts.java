package io.espalier.kernels.simd;

import io.espalier.kernels.matrix.Finish;
import io.espalier.kernels.matrix.Panel;
import io.espalier.kernels.matrix.Rows;
import io.espalier.kernels.matrix.Tile;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The products on vector registers: 8 rows × 2 vectors of outputs are summed in 16 registers, so
 * that each term costs 8 broadcasts and 2 loads for 16 multiply-adds.
 *
 * <p>Each kernel keeps its sums in named locals across one flat loop: C2 of Java 17 boxes vectors
 * that live across nested loops or in arrays.
 */
final class VectorProducts implements ProductKernels {
  private static final VectorSpecies<Float> S =
      FloatVector.SPECIES_PREFERRED.length() > 16
          ? FloatVector.SPECIES_512
          : FloatVector.SPECIES_PREFERRED;
  private static final int L = S.length();

  @Override
  public void product(
      Rows rows, int count, float[] x, int xFrom, Panel panel, Finish finish, float[] y, int yFrom) {
    for (int column = 0; column < panel.width(); column += 2 * L) {
      int to = yFrom + panel.channel() + column;
      for (int i = 0; i < count; i += Rows.TILE) {
        if (panel.width() - column >= 2 * L) {
          wide(rows, i, x, xFrom, panel, column, finish, y, to);
        } else {
          narrow(rows, i, x, xFrom, panel, column, finish, y, to);
        }
      }
    }
  }

  private static void wide(
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
    for (int k = 0; k < offsets.length; k++) {
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
    int c = panel.channel() + column;
    FloatVector scale = FloatVector.fromArray(S, finish.scale(), c);
    FloatVector shift = FloatVector.fromArray(S, finish.shift(), c);
    FloatVector floor = FloatVector.broadcast(S, finish.floor());
    int[] targets = rows.targets();
    store(a0, scale, shift, floor, y, to + targets[i]);
    store(a1, scale, shift, floor, y, to + targets[i + 1]);
    store(a2, scale, shift, floor, y, to + targets[i + 2]);
    store(a3, scale, shift, floor, y, to + targets[i + 3]);
    store(a4, scale, shift, floor, y, to + targets[i + 4]);
    store(a5, scale, shift, floor, y, to + targets[i + 5]);
    store(a6, scale, shift, floor, y, to + targets[i + 6]);
    store(a7, scale, shift, floor, y, to + targets[i + 7]);
    scale = FloatVector.fromArray(S, finish.scale(), c + L);
    shift = FloatVector.fromArray(S, finish.shift(), c + L);
    store(b0, scale, shift, floor, y, to + L + targets[i]);
    store(b1, scale, shift, floor, y, to + L + targets[i + 1]);
    store(b2, scale, shift, floor, y, to + L + targets[i + 2]);
    store(b3, scale, shift, floor, y, to + L + targets[i + 3]);
    store(b4, scale, shift, floor, y, to + L + targets[i + 4]);
    store(b5, scale, shift, floor, y, to + L + targets[i + 5]);
    store(b6, scale, shift, floor, y, to + L + targets[i + 6]);
    store(b7, scale, shift, floor, y, to + L + targets[i + 7]);
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
    for (int k = 0; k < offsets.length; k++) {
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
    int c = panel.channel() + column;
    FloatVector scale = FloatVector.fromArray(S, finish.scale(), c);
    FloatVector shift = FloatVector.fromArray(S, finish.shift(), c);
    FloatVector floor = FloatVector.broadcast(S, finish.floor());
    int[] targets = rows.targets();
    store(a0, scale, shift, floor, y, to + targets[i]);
    store(a1, scale, shift, floor, y, to + targets[i + 1]);
    store(a2, scale, shift, floor, y, to + targets[i + 2]);
    store(a3, scale, shift, floor, y, to + targets[i + 3]);
    store(a4, scale, shift, floor, y, to + targets[i + 4]);
    store(a5, scale, shift, floor, y, to + targets[i + 5]);
    store(a6, scale, shift, floor, y, to + targets[i + 6]);
    store(a7, scale, shift, floor, y, to + targets[i + 7]);
  }

  private static void store(
      FloatVector sum,
      FloatVector scale,
      FloatVector shift,
      FloatVector floor,
      float[] y,
      int at) {
    FloatVector value = sum.fma(scale, shift);
    value.blend(floor, value.compare(VectorOperators.LT, floor)).intoArray(y, at);
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
    for (int column = 0; column < tile.width(); column += 2 * L) {
      outer(
          pairs,
          from,
          to,
          a,
          aFrom + tile.left(),
          b,
          bFrom + tile.right() + column,
          c,
          tile.target() + column,
          pitch,
          tile.rows(),
          tile.width() - column);
    }
  }

  private static void outer(
      Rows pairs,
      int from,
      int to,
      float[] a,
      int aFrom,
      float[] b,
      int bFrom,
      float[] c,
      int target,
      int pitch,
      int rows,
      int width) {
    int[] sources = pairs.sources();
    int[] targets = pairs.targets();
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
      int s = sources[p] + aFrom;
      int q = targets[p] + bFrom;
      FloatVector u = FloatVector.fromArray(S, b, q);
      FloatVector v = FloatVector.fromArray(S, b, q + L);
      FloatVector t = FloatVector.broadcast(S, a[s]);
      a0 = t.fma(u, a0);
      b0 = t.fma(v, b0);
      t = FloatVector.broadcast(S, a[s + 1]);
      a1 = t.fma(u, a1);
      b1 = t.fma(v, b1);
      t = FloatVector.broadcast(S, a[s + 2]);
      a2 = t.fma(u, a2);
      b2 = t.fma(v, b2);
      t = FloatVector.broadcast(S, a[s + 3]);
      a3 = t.fma(u, a3);
      b3 = t.fma(v, b3);
      t = FloatVector.broadcast(S, a[s + 4]);
      a4 = t.fma(u, a4);
      b4 = t.fma(v, b4);
      t = FloatVector.broadcast(S, a[s + 5]);
      a5 = t.fma(u, a5);
      b5 = t.fma(v, b5);
      t = FloatVector.broadcast(S, a[s + 6]);
      a6 = t.fma(u, a6);
      b6 = t.fma(v, b6);
      t = FloatVector.broadcast(S, a[s + 7]);
      a7 = t.fma(u, a7);
      b7 = t.fma(v, b7);
    }
    add(a0, c, target);
    if (rows > 1) {
      add(a1, c, target + pitch);
    }
    if (rows > 2) {
      add(a2, c, target + 2 * pitch);
    }
    if (rows > 3) {
      add(a3, c, target + 3 * pitch);
    }
    if (rows > 4) {
      add(a4, c, target + 4 * pitch);
    }
    if (rows > 5) {
      add(a5, c, target + 5 * pitch);
    }
    if (rows > 6) {
      add(a6, c, target + 6 * pitch);
    }
    if (rows > 7) {
      add(a7, c, target + 7 * pitch);
    }
    if (width == L) {
      return;
    }
    int second = target + L;
    add(b0, c, second);
    if (rows > 1) {
      add(b1, c, second + pitch);
    }
    if (rows > 2) {
      add(b2, c, second + 2 * pitch);
    }
    if (rows > 3) {
      add(b3, c, second + 3 * pitch);
    }
    if (rows > 4) {
      add(b4, c, second + 4 * pitch);
    }
    if (rows > 5) {
      add(b5, c, second + 5 * pitch);
    }
    if (rows > 6) {
      add(b6, c, second + 6 * pitch);
    }
    if (rows > 7) {
      add(b7, c, second + 7 * pitch);
    }
  }

  /** At most 35 bytecodes, like {@link #store}: C2 inlines no larger method into a cold block. */
  private static void add(FloatVector sum, float[] c, int at) {
    FloatVector.fromArray(S, c, at).add(sum).intoArray(c, at);
  }
}
