package io.espalier.kernels.simd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.espalier.kernels.matrix.BundledWeights;
import io.espalier.kernels.matrix.Finish;
import io.espalier.kernels.matrix.Interleaved;
import io.espalier.kernels.matrix.Panel;
import io.espalier.kernels.matrix.Rows;
import io.espalier.kernels.matrix.SparseWeights;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The sparse product of interleaved images against the product of whole panels, bit for bit. */
class SparseKernelsTest {
  private static final int IMAGE = 300;
  private static final int IMAGES = Interleaved.IMAGES;
  private static final int PLACES = Interleaved.PLACES;
  private static final int OUTPUTS = 41;

  @Test
  void interleavedImagesGiveTheBitsOfWholePanels() {
    Random random = new Random(Awkward.seed());
    for (int trial = 0; trial < 60; trial++) {
      int depth = random.nextInt(80);
      List<Panel> panels = List.of(panel(0, 32, depth, random), panel(32, 16, depth, random));
      float floor = random.nextBoolean() ? 0 : Float.NEGATIVE_INFINITY;
      Finish finish = new Finish(Awkward.ordinary(64, random), Awkward.ordinary(64, random), floor);
      int images = 1 + random.nextInt(IMAGES);
      float[] x = Awkward.ordinary(images * IMAGE, random);
      int from = random.nextInt(IMAGE / 2 - PLACES);
      float[] expected = whole(from, x, images, panels, finish);
      assertArrayEquals(expected, sparse(NetKernels.scalar(), from, x, images, panels, finish));
      assertArrayEquals(expected, sparse(NetKernels.fastest(), from, x, images, panels, finish));
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

  /** 8 rows that begin one behind the other: [images × 8 × outputs]. */
  private static float[] whole(int from, float[] x, int images, List<Panel> panels, Finish finish) {
    int[] sources = IntStream.range(from, from + PLACES).toArray();
    int[] targets = IntStream.range(0, PLACES).map(r -> 48 * r).toArray();
    float[] all = new float[PLACES * 48];
    float[] y = new float[images * PLACES * OUTPUTS];
    for (int i = 0; i < images; i++) {
      for (Panel panel : panels) {
        NetKernels.fastest()
            .products()
            .product(new Rows(sources, targets), PLACES, x, i * IMAGE, panel, finish, all, 0);
      }
      for (int p = 0; p < PLACES; p++) {
        System.arraycopy(all, p * 48, y, (i * PLACES + p) * OUTPUTS, OUTPUTS);
      }
    }
    return y;
  }

  private static float[] sparse(
      NetKernels kernels, int from, float[] x, int images, List<Panel> panels, Finish finish) {
    SparseWeights weights = SparseWeights.of(panels, OUTPUTS, offset -> offset * IMAGES);
    assertEquals(OUTPUTS, weights.outputs());
    float[] lanes = Interleaved.array(IMAGE);
    int start = Interleaved.START;
    kernels.sparse().transpose(x, 0, IMAGE, images, IMAGE, lanes, start, IMAGES);
    float[] y = new float[images * PLACES * OUTPUTS];
    int place = start + from * IMAGES;
    for (int first = 0; first < OUTPUTS; first += 17) {
      int end = Math.min(first + 17, OUTPUTS);
      float[] tile = new float[(end - first) * PLACES * IMAGES];
      kernels.sparse().product(lanes, place, weights, first, end, finish, tile);
      for (int p = 0; p < PLACES; p++) {
        int pitch = PLACES * IMAGES;
        int to = p * OUTPUTS + first;
        kernels
            .sparse()
            .transpose(tile, p * IMAGES, pitch, end - first, images, y, to, PLACES * OUTPUTS);
      }
    }
    return y;
  }

  @Test
  void onePlaceOfInterleavedImagesGivesTheBitsOfWholePanels() {
    Random random = new Random(Awkward.seed());
    for (int trial = 0; trial < 60; trial++) {
      int depth = random.nextInt(80);
      List<Panel> panels = List.of(panel(0, 32, depth, random), panel(32, 16, depth, random));
      float floor = random.nextBoolean() ? 0 : Float.NEGATIVE_INFINITY;
      Finish finish = new Finish(Awkward.ordinary(64, random), Awkward.ordinary(64, random), floor);
      float[] x = Awkward.ordinary(IMAGES * IMAGE, random);
      int from = random.nextInt(IMAGE / 2 - PLACES);
      float[] expected = whole(from, x, IMAGES, panels, finish);
      for (NetKernels kernels : List.of(NetKernels.scalar(), NetKernels.fastest())) {
        float[] y = onePlace(kernels, from, x, panels, finish);
        for (int i = 0; i < IMAGES; i++) {
          for (int o = 0; o < OUTPUTS; o++) {
            assertEquals(expected[i * PLACES * OUTPUTS + o], y[o * IMAGES + i]);
          }
        }
      }
    }
  }

  private static float[] onePlace(
      NetKernels kernels, int from, float[] x, List<Panel> panels, Finish finish) {
    BundledWeights weights =
        BundledWeights.of(SparseWeights.of(panels, OUTPUTS, offset -> offset * IMAGES));
    float[] lanes = Interleaved.array(IMAGE);
    int start = Interleaved.START;
    kernels.sparse().transpose(x, 0, IMAGE, IMAGES, IMAGE, lanes, start, IMAGES);
    float[] y = new float[weights.bundles() * BundledWeights.WIDTH * IMAGES];
    kernels.sparse().product(lanes, start + from * IMAGES, weights, finish, y);
    return y;
  }

  @Test
  void transposedValuesLieWhereTheDefinitionSaysAndNothingElseChanges() {
    Random random = new Random(Awkward.seed());
    for (SparseKernels kernels :
        List.of(NetKernels.scalar().sparse(), NetKernels.fastest().sparse())) {
      for (int trial = 0; trial < 300; trial++) {
        int rows = 1 + random.nextInt(17);
        int columns = 1 + random.nextInt(21);
        int pitch = columns + random.nextInt(5);
        int yPitch = rows + random.nextInt(5);
        int from = random.nextInt(3);
        int to = random.nextInt(3);
        // No value more than is read or written: what lies beyond must not be touched.
        float[] x = Awkward.special(from + (rows - 1) * pitch + columns, 10, random);
        float[] y = Awkward.ordinary(to + (columns - 1) * yPitch + rows, random);
        float[] expected = y.clone();
        for (int c = 0; c < columns; c++) {
          for (int r = 0; r < rows; r++) {
            expected[to + c * yPitch + r] = x[from + r * pitch + c];
          }
        }
        kernels.transpose(x, from, pitch, rows, columns, y, to, yPitch);
        assertArrayEquals(expected, y, rows + " × " + columns);
      }
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
