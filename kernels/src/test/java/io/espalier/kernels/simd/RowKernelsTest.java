package io.espalier.kernels.simd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * Each row loop in plain Java against its definition, and the vector loops bit for bit against it.
 */
class RowKernelsTest {
  private static final int SIZE = 4096;
  private static final RowKernels SCALAR = NetKernels.scalar().rows();
  private static final RowKernels FASTEST = NetKernels.fastest().rows();

  /** Arrays that one call may read and write. */
  private static final class Scene {
    final int pixels;
    final int channels;
    final int n;
    final float[] x;
    final float[] y;
    final float[] dy;
    final float[] dx;
    final float[] first;
    final float[] second;

    Scene(long seed, int every) {
      Random random = new Random(seed);
      pixels = 1 + random.nextInt(9);
      channels = 16 * (1 + random.nextInt(5));
      n = random.nextInt(300);
      x = Awkward.special(SIZE, every, random);
      y = Awkward.special(SIZE, every, random);
      dy = Awkward.special(SIZE, every, random);
      dx = Awkward.special(SIZE, every, random);
      first = Awkward.special(channels, every, random);
      second = Awkward.special(channels, every, random);
    }
  }

  private interface Call {
    void run(RowKernels kernels, Scene scene);
  }

  private static void sameBits(Call call) {
    assumeTrue(VectorModule.isPresent(), "started without jdk.incubator.vector");
    long seed = Awkward.seed();
    for (int trial = 0; trial < 100; trial++) {
      int every = trial % 2 == 0 ? 20 : 1000;
      Scene expected = new Scene(seed + trial, every);
      Scene scene = new Scene(seed + trial, every);
      call.run(SCALAR, expected);
      call.run(FASTEST, scene);
      assertArrayEquals(expected.y, scene.y);
      assertArrayEquals(expected.dy, scene.dy);
      assertArrayEquals(expected.dx, scene.dx);
      assertArrayEquals(expected.second, scene.second);
    }
  }

  @Test
  void affineGivesTheSameBits() {
    sameBits((k, s) -> k.affine(s.x, 3, s.y, 5, s.pixels, s.channels, s.first, s.second, 0));
    sameBits(
        (k, s) ->
            k.affine(
                s.y, 5, s.y, 5, s.pixels, s.channels, s.first, s.second, Float.NEGATIVE_INFINITY));
  }

  @Test
  void elementwiseLoopsGiveTheSameBits() {
    sameBits((k, s) -> k.add(s.x, 1, s.y, 2, s.n));
    sameBits((k, s) -> k.multiply(s.x, 1, s.dy, 3, s.y, 2, s.n));
    sameBits((k, s) -> k.max(s.x, 1, s.y, 2, s.n));
    sameBits((k, s) -> k.gate(s.y, 1, s.dy, 2, s.n));
  }

  @Test
  void poolingGivesTheSameBits() {
    sameBits((k, s) -> k.max2x2(s.x, 0, 1500, s.y, 7, s.pixels, s.channels));
    sameBits(
        (k, s) -> {
          k.max2x2(s.x, 0, 1500, s.y, 7, s.pixels, s.channels);
          k.route2x2(s.x, 0, 1500, s.y, 7, s.dy, 9, s.dx, 1, 1600, s.pixels, s.channels);
        });
  }

  @Test
  void sumsGiveTheSameBits() {
    sameBits((k, s) -> k.sum(s.x, 3, s.pixels, s.channels, s.second));
    sameBits((k, s) -> k.squares(s.x, 3, s.pixels, s.channels, s.first, s.second));
    sameBits((k, s) -> k.moments(s.x, 3, s.dy, 5, s.pixels, s.channels, s.first, s.second));
  }

  @Test
  void denormalizeGivesTheSameBits() {
    sameBits(
        (k, s) ->
            k.denormalize(
                s.x,
                3,
                s.dy,
                5,
                s.dx,
                7,
                s.pixels,
                s.channels,
                new RowKernels.NormGradient(s.first, s.second, s.first, s.second)));
  }

  /** Checks both implementations, on fresh arrays each. */
  private static void both(Consumer<RowKernels> check) {
    check.accept(SCALAR);
    check.accept(FASTEST);
  }

  @Test
  void affineKeepsNaNAndRaisesToTheFloor() {
    both(
        kernels -> {
          float[] x = new float[16];
          x[0] = Float.NaN;
          x[1] = -3;
          x[2] = 3;
          float[] scale = new float[16];
          Arrays.fill(scale, 2);
          float[] y = new float[16];
          kernels.affine(x, 0, y, 0, 1, 16, scale, new float[16], -1);
          assertArrayEquals(new float[] {Float.NaN, -1, 6, 0}, Arrays.copyOf(y, 4));
        });
  }

  @Test
  void tiesOfAMaximumGoToTheFirstPixel() {
    both(
        kernels -> {
          float[] x = new float[64];
          x[16] = 2;
          x[32] = 2;
          x[48 + 1] = 5;
          float[] y = new float[16];
          kernels.max2x2(x, 0, 32, y, 0, 1, 16);
          assertEquals(2, y[0]);
          assertEquals(5, y[1]);
          float[] dy = new float[16];
          Arrays.fill(dy, 7);
          float[] dx = new float[64];
          kernels.route2x2(x, 0, 32, y, 0, dy, 0, dx, 0, 32, 1, 16);
          assertArrayEquals(new float[] {0, 7, 0, 0}, new float[] {dx[0], dx[16], dx[32], dx[48]});
          assertEquals(7, dx[49]);
          assertEquals(7, dx[2]);
          assertEquals(0, dx[18]);
        });
  }

  @Test
  void gateClosesAtZeroAndBelow() {
    both(
        kernels -> {
          float[] y = {1, 0, -0f, -1, Float.NaN};
          float[] dy = {3, 3, 3, 3, 3};
          kernels.gate(y, 0, dy, 0, 5);
          assertArrayEquals(new float[] {3, 0, 0, 0, 0}, dy);
        });
  }

  @Test
  void sumsRunOverThePixelsOfEachChannel() {
    both(
        kernels -> {
          float[] x = new float[48];
          for (int i = 0; i < x.length; i++) {
            x[i] = i;
          }
          float[] dy = new float[48];
          Arrays.fill(dy, 0.5f);
          float[] mean = new float[16];
          Arrays.fill(mean, 16);
          float[] sums = new float[16];
          kernels.sum(x, 0, 3, 16, sums);
          assertEquals(16 * 3 + 3, sums[1]);
          float[] squares = new float[16];
          kernels.squares(x, 0, 3, 16, mean, squares);
          assertEquals(256 + 0 + 256, squares[0]);
          float[] moments = new float[16];
          kernels.moments(x, 0, dy, 0, 3, 16, mean, moments);
          assertEquals(0.5f * (-14 + 2 + 18), moments[2]);
        });
  }
}
