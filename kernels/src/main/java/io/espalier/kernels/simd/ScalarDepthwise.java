package io.espalier.kernels.simd;

import io.espalier.kernels.matrix.Finish;
import io.espalier.kernels.matrix.Panel;
import io.espalier.kernels.matrix.Rows;
import io.espalier.kernels.matrix.Tile;

/** Depthwise products in plain Java: the oracle of the vector kernels. */
final class ScalarDepthwise implements DepthwiseKernels {
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
      int source = xFrom + rows.sources()[i];
      int target = yFrom + rows.targets()[i] + panel.channel();
      for (int j = 0; j < panel.width(); j++) {
        y[target + j] = finish(sum(x, source + j, panel, j), finish, panel.channel() + j);
      }
    }
  }

  private static float sum(float[] x, int source, Panel panel, int j) {
    float sum = 0;
    for (int k = panel.first(); k < panel.first() + panel.depth(); k++) {
      float weight = panel.weights()[k * Panel.WIDTH + j];
      sum = Math.fma(x[source + panel.offsets()[k]], weight, sum);
    }
    return sum;
  }

  private static float finish(float sum, Finish finish, int c) {
    float value = Math.fma(sum, finish.scale()[c], finish.shift()[c]);
    return value < finish.floor() ? finish.floor() : value;
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
          float left = a[aFrom + pairs.sources()[p] + tile.left()[r] + j];
          sum = Math.fma(left, b[bFrom + pairs.targets()[p] + tile.right() + j], sum);
        }
        c[tile.target() + r * pitch + j] += sum;
      }
    }
  }
}
