package io.espalier.kernels.matrix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
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
