package io.espalier.kernels.simd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Activations against their definitions, and the vector loops bit for bit against plain Java. */
class ActivationKernelsTest {
  private static final ActivationKernels SCALAR = NetKernels.scalar().activations();
  private static final ActivationKernels FASTEST = NetKernels.fastest().activations();
  private static final int SIZE = 400;

  private interface Call {
    void run(ActivationKernels kernels, float[] x, float[] dy, float[] to, int n);
  }

  private static void sameBits(Call call) {
    assumeTrue(VectorModule.isPresent(), "started without jdk.incubator.vector");
    Random random = new Random(Awkward.seed());
    for (int n = 0; n < 300; n++) {
      float[] x = Awkward.special(SIZE, 20, random);
      float[] dy = Awkward.special(SIZE, 20, random);
      for (int i = 0; i < SIZE; i++) {
        x[i] *= 1 << random.nextInt(8);
      }
      float[] expected = Awkward.ordinary(SIZE, random);
      float[] to = expected.clone();
      call.run(SCALAR, x, dy, expected, n);
      call.run(FASTEST, x, dy, to, n);
      assertArrayEquals(expected, to);
    }
  }

  @Test
  void functionsGiveTheSameBits() {
    sameBits((k, x, dy, y, n) -> k.clip(x, 3, y, 5, n, 0, 6));
    sameBits((k, x, dy, y, n) -> k.clip(x, 3, y, 5, n, -1, Float.POSITIVE_INFINITY));
    sameBits((k, x, dy, y, n) -> k.sigmoid(x, 3, y, 5, n));
    sameBits((k, x, dy, y, n) -> k.hardSigmoid(x, 3, y, 5, n));
    sameBits((k, x, dy, y, n) -> k.hardSwish(x, 3, y, 5, n));
  }

  @Test
  void gradientsGiveTheSameBits() {
    sameBits((k, x, dy, dx, n) -> k.clipGradient(x, 3, dy, 1, dx, 5, n, -0.5f, 6));
    sameBits((k, x, dy, dx, n) -> k.sigmoidGradient(x, 3, dy, 1, dx, 5, n));
    sameBits((k, x, dy, dx, n) -> k.hardSigmoidGradient(x, 3, dy, 1, dx, 5, n));
    sameBits((k, x, dy, dx, n) -> k.hardSwishGradient(x, 3, dy, 1, dx, 5, n));
  }

  @Test
  void sigmoidIsWithinItsBoundEverywhere() {
    float[] x = new float[1 << 16];
    float[] y = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = -100 + 200f * i / x.length;
    }
    SCALAR.sigmoid(x, 0, y, 0, x.length);
    for (int i = 0; i < x.length; i++) {
      double exact = 1 / (1 + Math.exp(-(double) x[i]));
      assertEquals(exact, y[i], 2e-7 * exact + 1e-37, "at " + x[i]);
      assertTrue(i == 0 || y[i] >= y[i - 1] - 1e-7f, "falls at " + x[i]);
    }
  }

  @Test
  void endsAndNoNumbers() {
    float[] x = {
      Float.NaN, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, 0, -0f, -3, 3, 6, Float.MAX_VALUE
    };
    float[] y = new float[x.length];
    SCALAR.sigmoid(x, 0, y, 0, x.length);
    assertArrayEquals(
        new float[] {Float.NaN, 0, 1, 0.5f, 0.5f, 0.04742587f, 0.95257413f, 0.9975274f, 1},
        y,
        2e-7f);
    SCALAR.hardSwish(x, 3, y, 3, 4);
    assertArrayEquals(new float[] {0, -0f, -0f, 3}, new float[] {y[3], y[4], y[5], y[6]});
    SCALAR.hardSigmoid(x, 3, y, 3, 4);
    assertArrayEquals(new float[] {0.5f, 0.5f, 0, 1}, new float[] {y[3], y[4], y[5], y[6]});
    SCALAR.clip(x, 0, y, 0, x.length, 0, 6);
    assertArrayEquals(new float[] {Float.NaN, 0, 6, 0, -0f, 0, 3, 6, 6}, y);
  }
}
