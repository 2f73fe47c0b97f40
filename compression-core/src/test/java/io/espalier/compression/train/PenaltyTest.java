package io.espalier.compression.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class PenaltyTest {
  private static final float[] WEIGHTS = {0.5f, -1.25f, 2, -0.125f};

  @Test
  void valuesAreThoseOfTheFormulas() {
    double squares = 0.25 + 1.5625 + 4 + 0.015625;
    assertEquals(0.1 * 3.875, new Penalty.L1(0.1).value(WEIGHTS), 1e-12);
    assertEquals(0.05 * squares, new Penalty.L2(0.1).value(WEIGHTS), 1e-12);
    assertEquals(0.1 * Math.sqrt(squares), new Penalty.L2Norm(0.1).value(WEIGHTS), 1e-12);
    assertEquals(0, new Penalty.None().value(WEIGHTS));
  }

  @Test
  void gradientsAreTheSlopesOfTheValues() {
    for (Penalty penalty :
        List.of(new Penalty.L1(0.3), new Penalty.L2(0.3), new Penalty.L2Norm(0.3))) {
      float[] gradient = {1, 1, 1, 1};
      penalty.addGradient(WEIGHTS, gradient);
      for (int i = 0; i < WEIGHTS.length; i++) {
        float[] up = WEIGHTS.clone();
        float[] down = WEIGHTS.clone();
        up[i] += 0x1p-10f;
        down[i] -= 0x1p-10f;
        double slope = (penalty.value(up) - penalty.value(down)) / 0x1p-9;
        assertEquals(1 + slope, gradient[i], 1e-4, penalty + " at " + i);
      }
    }
  }

  @Test
  void zeroWeightsAreLeftInPeace() {
    for (Penalty penalty :
        List.of(new Penalty.L1(0.3), new Penalty.L2(0.3), new Penalty.L2Norm(0.3))) {
      float[] gradient = new float[3];
      penalty.addGradient(new float[3], gradient);
      assertArrayEquals(new float[3], gradient, penalty.toString());
    }
  }

  @Test
  void aNegativeFactorIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Penalty.L1(-1));
  }
}
