package io.espalier.kernels.matrix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;

class PanelTest {
  @Test
  void packsWeightsByTheirOriginsAndZerosElsewhere() {
    int[] origins = new int[2 * Panel.WIDTH];
    Arrays.fill(origins, -1);
    origins[0] = 2;
    origins[15] = 0;
    origins[Panel.WIDTH + 3] = 1;
    Panel panel = new Panel(64, 16, new int[] {0, 7}, origins);
    panel.pack(new float[] {5, 6, 7});
    float[] expected = new float[2 * Panel.WIDTH];
    expected[0] = 7;
    expected[15] = 5;
    expected[Panel.WIDTH + 3] = 6;
    assertArrayEquals(expected, panel.weights());
    panel.pack(new float[] {0, 0, 1});
    assertEquals(1, panel.weights()[0]);
    assertEquals(0, panel.weights()[15]);
    assertEquals(2, panel.depth());
  }

  /** Neighbours in the layer's array are outputs of a term, terms of an output, or neither. */
  @Test
  void packsEveryOrderByItsOrigins() {
    int depth = 37;
    float[] source = new float[3000];
    Random random = new Random(1);
    for (int i = 0; i < source.length; i++) {
      source[i] = random.nextFloat();
    }
    List<IntBinaryOperator> orders =
        List.of(
            (k, j) -> 5 + 40 * k + j,
            (k, j) -> 3 + k + 41 * j,
            (k, j) -> j < 31 ? 5 + 40 * k + j : -1,
            (k, j) -> k == 36 ? 0 : 3 + k + 41 * j,
            (k, j) -> (7 * k + 11 * j) % 3000);
    for (IntBinaryOperator order : orders) {
      int[] origins = new int[depth * Panel.WIDTH];
      Arrays.setAll(origins, i -> order.applyAsInt(i / Panel.WIDTH, i % Panel.WIDTH));
      Panel panel = new Panel(0, 32, new int[depth], origins);
      panel.pack(new float[3000]);
      panel.pack(source);
      for (int i = 0; i < origins.length; i++) {
        assertEquals(origins[i] < 0 ? 0 : source[origins[i]], panel.weights()[i], "weight " + i);
      }
    }
  }

  @Test
  void aPartSharesTheWeightsOfItsTerms() {
    int[] origins = new int[4 * Panel.WIDTH];
    Panel panel = new Panel(16, 32, new int[] {0, 3, 5, 9}, origins);
    Panel part = panel.part(1, 4).part(1, 2);
    panel.pack(new float[] {8});
    assertEquals(2, part.first());
    assertEquals(1, part.depth());
    assertEquals(16, part.channel());
    assertEquals(5, part.offsets()[part.first()]);
    assertEquals(8, part.weights()[part.first() * Panel.WIDTH]);
    assertEquals(0, panel.part(4, 4).depth());
  }

  @Test
  void refusesOtherWidthsAndTooFewOrigins() {
    assertThrows(
        IllegalArgumentException.class, () -> new Panel(0, 24, new int[1], new int[Panel.WIDTH]));
    assertThrows(
        IllegalArgumentException.class, () -> new Panel(0, 32, new int[2], new int[Panel.WIDTH]));
  }

  @Test
  void rowsAreFilledUpToWholeTilesWithTheLastOne() {
    Rows rows = new Rows(new int[] {3, 4, 9}, new int[] {30, 40, 90});
    assertEquals(Rows.TILE, rows.count());
    assertArrayEquals(new int[] {3, 4, 9, 9, 9, 9, 9, 9}, rows.sources());
    assertArrayEquals(new int[] {30, 40, 90, 90, 90, 90, 90, 90}, rows.targets());
    assertEquals(0, new Rows(new int[0], new int[0]).count());
    assertEquals(8, new Rows(new int[8], new int[8]).count());
    assertThrows(IllegalArgumentException.class, () -> new Rows(new int[1], new int[2]));
  }

  @Test
  void aPlainFinishCoversWholePanels() {
    Finish finish = Finish.plain(33, 0).withFloor(-1);
    assertEquals(2 * Panel.WIDTH, finish.scale().length);
    assertEquals(2 * Panel.WIDTH, finish.shift().length);
    assertEquals(1, finish.scale()[40]);
    assertEquals(-1, finish.floor());
  }
}
