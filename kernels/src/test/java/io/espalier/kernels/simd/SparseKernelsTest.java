package io.espalier.kernels.simd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.espalier.kernels.matrix.Finish;
import io.espalier.kernels.matrix.Interleaved;
import io.espalier.kernels.matrix.Panel;
import io.espalier.kernels.matrix.Rows;
import io.espalier.kernels.matrix.SparseWeights;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The sparse product of interleaved images against the product of whole panels, bit for bit. */
class SparseKernelsTest {
  private static final int IMAGE = 300;

  @Test
  void interleavedImagesGiveTheBitsOfWholePanels() {
    Random random = new Random(Awkward.seed());
    for (int trial = 0; trial < 60; trial++) {
      int depth = random.nextInt(80);
      List<Panel> panels = List.of(panel(0, 32, depth, random), panel(32, 16, depth, random));
      float floor = random.nextBoolean() ? 0 : Float.NEGATIVE_INFINITY;
      Finish finish = new Finish(Awkward.ordinary(64, random), Awkward.ordinary(64, random), floor);
      int[] sources = Awkward.places(Rows.TILE, 1, IMAGE / 2, random);
      int images = 1 + random.nextInt(Interleaved.IMAGES);
      float[] x = Awkward.ordinary(images * IMAGE, random);
      float[] expected = whole(sources, x, images, panels, finish);
      assertArrayEquals(expected, sparse(NetKernels.scalar(), sources, x, images, panels, finish));
      assertArrayEquals(expected, sparse(NetKernels.fastest(), sources, x, images, panels, finish));
    }
  }

  private static Panel panel(int channel, int width, int depth, Random random) {
    int[] offsets = Awkward.places(depth, 1, IMAGE / 2, random);
    Panel panel =
        new Panel(channel, width, offsets, IntStream.range(0, depth * Panel.WIDTH).toArray());
    float[] weights = Awkward.ordinary(depth * Panel.WIDTH, random);
    for (int i = 0; i < weights.length; i++) {
      weights[i] = random.nextInt(4) == 0 ? weights[i] : i % 2 == 0 ? 0f : -0f;
    }
    panel.pack(weights);
    return panel;
  }

  private static float[] whole(
      int[] sources, float[] x, int images, List<Panel> panels, Finish finish) {
    float[] y = new float[images * Rows.TILE * 48];
    int[] targets = IntStream.range(0, Rows.TILE).map(r -> 48 * r).toArray();
    for (int i = 0; i < images; i++) {
      for (Panel panel : panels) {
        NetKernels.fastest()
            .products()
            .product(
                new Rows(sources, targets),
                Rows.TILE,
                x,
                i * IMAGE,
                panel,
                finish,
                y,
                i * Rows.TILE * 48);
      }
    }
    return y;
  }

  private static float[] sparse(
      NetKernels kernels, int[] sources, float[] x, int images, List<Panel> panels, Finish finish) {
    SparseWeights weights = SparseWeights.of(panels);
    assertEquals(48, weights.outputs());
    float[] lanes = Interleaved.array(IMAGE);
    Interleaved.join(x, 0, IMAGE, images, IMAGE, lanes, Interleaved.at(0));
    float[] tile = new float[Rows.TILE * 48 * Interleaved.IMAGES];
    kernels.sparse().product(sources, 0, lanes, weights, finish, tile);
    float[] y = new float[images * Rows.TILE * 48];
    Interleaved.part(tile, 0, y, 0, Rows.TILE * 48, images, Rows.TILE * 48);
    return y;
  }

  @Test
  void partingUndoesJoining() {
    Random random = new Random(Awkward.seed());
    for (int images = 1; images <= Interleaved.IMAGES; images++) {
      float[] x = Awkward.special(images * 70 + 3, 10, random);
      float[] lanes = Interleaved.array(50);
      Interleaved.join(x, 3, 70, images, 50, lanes, Interleaved.at(0));
      for (int e = 0; e < 50; e++) {
        for (int i = 0; i < images; i++) {
          assertEquals(x[3 + 70 * i + e], lanes[Interleaved.at(e) + i]);
        }
      }
      float[] back = x.clone();
      IntStream.range(0, images).forEach(i -> Arrays.fill(back, 3 + 70 * i, 53 + 70 * i, 7));
      Interleaved.part(lanes, Interleaved.at(0), back, 3, 70, images, 50);
      assertArrayEquals(x, back);
    }
  }

  @Test
  void finiteMeansNeitherInfinityNorNaN() {
    for (RowKernels kernels : List.of(NetKernels.scalar().rows(), NetKernels.fastest().rows())) {
      for (int at = 0; at < 75; at++) {
        for (float bad : new float[] {Float.NaN, 1 / 0f, -1 / 0f}) {
          float[] x = new float[75];
          x[at] = bad;
          assertEquals(at < 3 || at >= 70, kernels.isFinite(x, 3, 67), "at " + at);
          x[at] = -Float.MAX_VALUE;
          assertEquals(true, kernels.isFinite(x, 3, 67));
        }
      }
    }
  }
}
