package io.espalier.kernels.simd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.espalier.kernels.matrix.Finish;
import io.espalier.kernels.matrix.Panel;
import io.espalier.kernels.matrix.Rows;
import io.espalier.kernels.matrix.Tile;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Depthwise products against the full products whose other weights are zeros, against sums in
 * double, and the vector kernels bit for bit against plain Java.
 */
class DepthwiseKernelsTest {
  private static final int VALUES = 600;
  private static final int ROOM = 64;
  private static final int PITCH = 41;
  private static final NetKernels SCALAR = NetKernels.scalar();
  private static final NetKernels FASTEST = NetKernels.fastest();

  private record Product(Rows rows, int count, float[] x, Panel panel, Finish finish) {
    static Product draw(Random random, int every) {
      int count = 1 + random.nextInt(30);
      int depth = random.nextInt(30);
      int[] targets = IntStream.range(0, count).map(i -> 96 * i).toArray();
      Rows rows = new Rows(Awkward.places(count, 1, VALUES / 2, random), targets);
      int[] origins = random.ints(depth * Panel.WIDTH, -1, depth * Panel.WIDTH).toArray();
      Panel panel =
          new Panel(
              16 * random.nextInt(3),
              random.nextBoolean() ? 16 : 32,
              Awkward.places(depth, 1, VALUES / 2, random),
              origins);
      panel.pack(Awkward.special(depth * Panel.WIDTH, every, random));
      float floor = random.nextBoolean() ? 0 : Float.NEGATIVE_INFINITY;
      Finish finish = new Finish(Awkward.ordinary(96, random), Awkward.ordinary(96, random), floor);
      float[] x = Awkward.special(VALUES + ROOM, every, random);
      return new Product(rows, count, x, panel, finish);
    }

    float[] run(NetKernels kernels) {
      float[] y = new float[5 + 96 * rows.count() + ROOM];
      kernels.depthwise().product(rows, count, x, 0, panel, finish, y, 5);
      return y;
    }

    /** The same outputs, each from all channels, of which one has a weight. */
    float[] runInFull() {
      int terms = panel.depth() * panel.width();
      int[] offsets = new int[terms];
      int[] origins = new int[terms * Panel.WIDTH];
      Arrays.fill(origins, -1);
      for (int k = 0; k < terms; k++) {
        int j = k % panel.width();
        offsets[k] = panel.offsets()[k / panel.width()] + j;
        origins[k * Panel.WIDTH + j] = k / panel.width() * Panel.WIDTH + j;
      }
      Panel full = new Panel(panel.channel(), panel.width(), offsets, origins);
      full.pack(panel.weights());
      float[] y = new float[5 + 96 * rows.count() + ROOM];
      SCALAR.products().product(rows, count, x, 0, full, finish, y, 5);
      return y;
    }
  }

  @Test
  void productsAreFullOnesWithZeros() {
    Random random = new Random(Awkward.seed());
    for (int trial = 0; trial < 200; trial++) {
      Product product = Product.draw(random, Integer.MAX_VALUE);
      assertArrayEquals(product.runInFull(), product.run(FASTEST));
    }
  }

  @Test
  void vectorProductsGiveTheBitsOfPlainJava() {
    assumeTrue(VectorModule.isPresent(), "started without jdk.incubator.vector");
    Random random = new Random(Awkward.seed());
    for (int trial = 0; trial < 400; trial++) {
      Product product = Product.draw(random, trial % 2 == 0 ? 50 : 2000);
      assertArrayEquals(product.run(SCALAR), product.run(FASTEST));
    }
  }

  /** One random sum over kernel positions and channels. */
  private record Outer(Rows pairs, int from, int to, float[] a, float[] b, Tile tile, float[] c) {
    static Outer draw(Random random, int every) {
      int terms = 1 + random.nextInt(150);
      Rows pairs =
          new Rows(
              Awkward.places(terms, 1, VALUES, random), Awkward.places(terms, 1, VALUES, random));
      int from = random.nextInt(terms);
      int to = from + random.nextInt(terms - from + 1);
      int[] left = random.ints(1 + random.nextInt(8), 0, 8).toArray();
      int width = random.nextBoolean() ? 16 : 32;
      Tile tile = Tile.of(left, random.nextInt(8), random.nextInt(9), width);
      float[] a = Awkward.special(VALUES + ROOM, every, random);
      float[] b = Awkward.special(VALUES + ROOM, every, random);
      return new Outer(pairs, from, to, a, b, tile, Awkward.ordinary(700, random));
    }

    float[] run(NetKernels kernels) {
      float[] sums = c.clone();
      kernels.depthwise().outer(pairs, from, to, a, 2, b, 3, tile, sums, PITCH);
      return sums;
    }

    float expected(int r, int j) {
      double sum = c[tile.target() + PITCH * r + j];
      for (int p = from; p < to; p++) {
        int left = 2 + pairs.sources()[p] + tile.left()[r] + j;
        sum += (double) a[left] * b[3 + pairs.targets()[p] + tile.right() + j];
      }
      return (float) sum;
    }
  }

  @Test
  void outerProductsAreAddedToTheirTileAndNowhereElse() {
    Random random = new Random(Awkward.seed());
    for (int trial = 0; trial < 200; trial++) {
      Outer outer = Outer.draw(random, Integer.MAX_VALUE);
      float[] sums = outer.run(FASTEST);
      for (int i = 0; i < sums.length; i++) {
        int inside = i - outer.tile().target();
        int r = Math.floorDiv(inside, PITCH);
        int j = Math.floorMod(inside, PITCH);
        boolean tile = r >= 0 && r < outer.tile().rows() && j < outer.tile().width();
        float expected = tile ? outer.expected(r, j) : outer.c()[i];
        assertEquals(expected, sums[i], tile ? 1e-4 : 0, "c[" + i + "]");
      }
    }
  }

  @Test
  void vectorOuterProductsGiveTheBitsOfPlainJava() {
    assumeTrue(VectorModule.isPresent(), "started without jdk.incubator.vector");
    Random random = new Random(Awkward.seed());
    for (int trial = 0; trial < 400; trial++) {
      Outer outer = Outer.draw(random, trial % 2 == 0 ? 50 : 2000);
      assertArrayEquals(outer.run(SCALAR), outer.run(FASTEST));
    }
  }
}
