package io.espalier.kernels.simd;

import io.espalier.kernels.matrix.Finish;
import io.espalier.kernels.matrix.Panel;
import io.espalier.kernels.matrix.Rows;
import io.espalier.kernels.matrix.Strips;
import io.espalier.kernels.matrix.Tile;

/** The products in plain Java: the oracle of the vector kernels and what runs without them. */
final class ScalarProducts implements ProductKernels {
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
    for (int i = 0; i < Rows.upToTile(count); i++) {
      int target = yFrom + rows.targets()[i] + panel.channel();
      row(x, xFrom + rows.sources()[i], panel, y, target);
      finish(finish, panel, y, target);
    }
  }

  private static void row(float[] x, int source, Panel panel, float[] y, int target) {
    int width = panel.width();
    int[] offsets = panel.offsets();
    float[] weights = panel.weights();
    for (int j = 0; j < width; j++) {
      y[target + j] = 0;
    }
    for (int k = panel.first(); k < panel.first() + panel.depth(); k++) {
      float value = x[source + offsets[k]];
      int weight = k * Panel.WIDTH;
      for (int j = 0; j < width; j++) {
        y[target + j] = Math.fma(value, weights[weight + j], y[target + j]);
      }
    }
  }

  private static void finish(Finish finish, Panel panel, float[] y, int target) {
    for (int j = 0; j < panel.width(); j++) {
      int c = panel.channel() + j;
      float value = Math.fma(y[target + j], finish.scale()[c], finish.shift()[c]);
      y[target + j] = value < finish.floor() ? finish.floor() : value;
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
      Tile tile,
      float[] c,
      int pitch) {
    for (int r = 0; r < tile.rows(); r++) {
      for (int j = 0; j < tile.width(); j++) {
        float sum = 0;
        for (int p = from; p < to; p++) {
          float left = a[aFrom + pairs.sources()[p] + tile.left()[r]];
          sum = Math.fma(left, b[bFrom + pairs.targets()[p] + tile.right() + j], sum);
        }
        c[tile.target() + r * pitch + j] += sum;
      }
    }
  }

  @Override
  public void strips(Rows pairs, int from, int to, float[] a, int aFrom, Strips strips) {
    for (int p = from; p < to; p++) {
      for (int k = 0; k < strips.width(); k++) {
        strips.values()[strips.at(k) + (p - from) * Strips.WIDTH] =
            a[aFrom + pairs.sources()[p] + k];
      }
    }
  }

  @Override
  public void outer(
      Strips left,
      Rows pairs,
      int from,
      int to,
      float[] b,
      int bFrom,
      Tile tile,
      float[] c,
      int pitch) {
    for (int r = 0; r < tile.rows(); r++) {
      int at = left.at(tile.left()[r]);
      for (int j = 0; j < tile.width(); j++) {
        float sum = 0;
        for (int p = from; p < to; p++) {
          float value = left.values()[at + (p - from) * Strips.WIDTH];
          sum = Math.fma(value, b[bFrom + pairs.targets()[p] + tile.right() + j], sum);
        }
        c[tile.target() + r * pitch + j] += sum;
      }
    }
  }
}
