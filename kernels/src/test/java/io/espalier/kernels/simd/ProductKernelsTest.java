package io.espalier.kernels.simd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.espalier.kernels.matrix.Finish;
import io.espalier.kernels.matrix.Panel;
import io.espalier.kernels.matrix.Rows;
import io.espalier.kernels.matrix.Strips;
import io.espalier.kernels.matrix.Tile;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The two products against sums in double, and the vector kernels bit for bit against plain Java.
 */
class ProductKernelsTest {
  private static final int VALUES = 600;
  private static final int ROOM = 64;
  private static final ProductKernels SCALAR = NetKernels.scalar().products();
  private static final ProductKernels FASTEST = NetKernels.fastest().products();

  /** One random product: y[target + channel + j] from x[source + offset]. */
  private record Product(Rows rows, int count, float[] x, Panel panel, Finish finish) {
    static Product draw(Random random, int every) {
      int count = 1 + random.nextInt(30);
      int depth = random.nextInt(70);
      int width = random.nextBoolean() ? 16 : 32;
      int channel = 16 * random.nextInt(3);
      int[] targets = IntStream.range(0, count).map(i -> 96 * i).toArray();
      Rows rows = new Rows(Awkward.places(count, 1, VALUES / 2, random), targets);
      int[] origins = random.ints(depth * Panel.WIDTH, -1, depth * Panel.WIDTH).toArray();
      Panel panel =
          new Panel(channel, width, Awkward.places(depth, 1, VALUES / 2, random), origins);
      panel.pack(Awkward.special(depth * Panel.WIDTH, every, random));
      float floor = random.nextBoolean() ? 0 : Float.NEGATIVE_INFINITY;
      Finish finish = new Finish(Awkward.ordinary(96, random), Awkward.ordinary(96, random), floor);
      return new Product(rows, count, Awkward.special(VALUES, every, random), panel, finish);
    }

    float[] run(ProductKernels kernels) {
      float[] y = new float[5 + 96 * rows.count() + ROOM];
      kernels.product(rows, count, x, 0, panel, finish, y, 5);
      return y;
    }
  }

  @Test
  void productsAreSumsOverTheTerms() {
    Random random = new Random(Awkward.seed());
    for (int trial = 0; trial < 200; trial++) {
      Product product = Product.draw(random, Integer.MAX_VALUE);
      float[] y = product.run(FASTEST);
      for (int i = 0; i < product.count(); i++) {
        for (int j = 0; j < product.panel().width(); j++) {
          double expected = expected(product, i, j);
          int at = 5 + 96 * i + product.panel().channel() + j;
          assertEquals(expected, y[at], 1e-4 * (1 + Math.abs(expected)));
        }
      }
    }
  }

  private static double expected(Product product, int row, int output) {
    double sum = 0;
    for (int k = 0; k < product.panel().depth(); k++) {
      int source = product.rows().sources()[row] + product.panel().offsets()[k];
      sum += (double) product.x()[source] * product.panel().weights()[k * Panel.WIDTH + output];
    }
    int c = product.panel().channel() + output;
    double value = sum * product.finish().scale()[c] + product.finish().shift()[c];
    return Math.max(value, product.finish().floor());
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

  @Test
  void nothingBesideTheWantedOutputsIsWritten() {
    Random random = new Random(Awkward.seed());
    Panel panel = new Panel(16, 16, new int[] {0}, new int[Panel.WIDTH]);
    panel.pack(new float[] {1});
    Rows rows = new Rows(new int[] {0, 1}, new int[] {0, 100});
    float[] x = Awkward.ordinary(10, random);
    float[] y = new float[200];
    FASTEST.product(rows, 2, x, 0, panel, Finish.plain(32, Float.NEGATIVE_INFINITY), y, 0);
    for (int i = 0; i < y.length; i++) {
      int place = i % 100;
      assertEquals(place >= 16 && place < 32 ? x[i / 100] : 0, y[i], "y[" + i + "]");
    }
  }

  /** One random sum of outer products. */
  private record Outer(Rows pairs, int from, int to, float[] a, float[] b, Tile tile, float[] c) {
    static Outer draw(Random random, int every) {
      int terms = 1 + random.nextInt(150);
      Rows pairs =
          new Rows(
              Awkward.places(terms, 1, VALUES, random), Awkward.places(terms, 1, VALUES, random));
      int from = random.nextInt(terms);
      Tile tile =
          Tile.of(
              random.ints(1 + random.nextInt(8), 0, 8).toArray(),
              random.nextInt(8),
              random.nextInt(9),
              random.nextBoolean() ? 16 : 32);
      float[] a = Awkward.special(VALUES + ROOM, every, random);
      float[] b = Awkward.special(VALUES + ROOM, every, random);
      int to = from + random.nextInt(terms - from + 1);
      return new Outer(pairs, from, to, a, b, tile, Awkward.ordinary(700, random));
    }

    float[] run(ProductKernels kernels) {
      float[] sums = c.clone();
      kernels.outer(pairs, from, to, a, 2, b, 3, tile, sums, 41);
      return sums;
    }

    float[] runOnStrips(ProductKernels kernels) {
      float[] sums = c.clone();
      Strips strips = Strips.of(48, 150);
      kernels.strips(pairs, from, to, a, 2, strips);
      kernels.outer(strips, pairs, from, to, b, 3, tile, sums, 41);
      return sums;
    }

    float expected(int r, int j) {
      double sum = c[tile.target() + 41 * r + j];
      for (int p = from; p < to; p++) {
        int left = 2 + pairs.sources()[p] + tile.left()[r];
        int right = 3 + pairs.targets()[p] + tile.right() + j;
        sum += (double) a[left] * b[right];
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
        int r = Math.floorDiv(inside, 41);
        int j = Math.floorMod(inside, 41);
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

  @Test
  void stripsGiveTheBitsOfFactorsReadWhereTheyLie() {
    Random random = new Random(Awkward.seed());
    for (int trial = 0; trial < 400; trial++) {
      Outer outer = Outer.draw(random, trial % 2 == 0 ? 50 : 2000);
      boolean tall = random.nextBoolean();
      int first = 16 * random.nextInt(3) + (tall ? 0 : random.nextInt(9));
      int rows = 1 + random.nextInt(tall ? 16 : 8);
      Tile tile =
          Tile.of(first, outer.tile().right(), outer.tile().target(), rows, outer.tile().width());
      Outer near =
          new Outer(outer.pairs(), outer.from(), outer.to(), outer.a(), outer.b(), tile, outer.c());
      float[] expected = near.run(SCALAR);
      assertArrayEquals(expected, near.runOnStrips(SCALAR));
      assertArrayEquals(expected, near.runOnStrips(FASTEST));
    }
  }
}
