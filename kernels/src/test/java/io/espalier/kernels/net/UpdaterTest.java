package io.espalier.kernels.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Optimisers against their formulas in double, and masks against everything that moves a weight.
 */
class UpdaterTest {
  private static final long SEED = 3;

  private static Graph graph() {
    Map<String, Layer> layers = new LinkedHashMap<>();
    layers.put("fc", new Dense(5, Bias.PRESENT));
    layers.put("norm", new BatchNorm(1e-5, 0.9));
    return Graph.chain(Shape.flat(7), layers);
  }

  static Stream<Optimizer> optimizers() {
    return Stream.of(
        Sgd.plain(0.1),
        new Sgd(0.1, 0.9, false, 0.01),
        new Sgd(0.1, 0.9, true, 0.01),
        new Adam(0.01, 0.9, 0.999, 1e-8, 0.02));
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void stepsByTheFormula(Optimizer optimizer) {
    Random random = new Random(SEED);
    Graph graph = graph();
    Parameters p = Networks.parameters(graph, random);
    Updater updater = new Updater(optimizer);
    Map<Slot, double[][]> states = new LinkedHashMap<>();
    p.forEach(
        (slot, values) ->
            states.put(
                slot,
                new double[][] {
                  widen(values), new double[values.length], new double[values.length]
                }));
    for (int t = 1; t <= 4; t++) {
      Parameters g = Networks.parameters(graph, random);
      updater.step(p, g);
      for (Slot slot : p.slots()) {
        if (slot.role().isTrained()) {
          advance(optimizer, slot, states.get(slot), g.get(slot), t);
        }
        for (int i = 0; i < slot.size(); i++) {
          assertEquals(states.get(slot)[0][i], p.get(slot)[i], 2e-6, slot + " step " + t);
        }
      }
    }
  }

  private static double[] widen(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  private static void advance(
      Optimizer optimizer, Slot slot, double[][] state, float[] gradient, int t) {
    double decay = slot.role() == Role.WEIGHT ? optimizer.weightDecay() : 0;
    for (int i = 0; i < gradient.length; i++) {
      double g = gradient[i] + decay * state[0][i];
      if (optimizer instanceof Sgd sgd) {
        state[1][i] = sgd.momentum() * state[1][i] + g;
        double along = sgd.nesterov() ? g + sgd.momentum() * state[1][i] : state[1][i];
        state[0][i] -= sgd.learningRate() * along;
      } else if (optimizer instanceof Adam adam) {
        state[1][i] = adam.beta1() * state[1][i] + (1 - adam.beta1()) * g;
        state[2][i] = adam.beta2() * state[2][i] + (1 - adam.beta2()) * g * g;
        double mean = state[1][i] / (1 - Math.pow(adam.beta1(), t));
        double square = state[2][i] / (1 - Math.pow(adam.beta2(), t));
        state[0][i] -= adam.learningRate() * mean / (Math.sqrt(square) + adam.epsilon());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void maskedValuesAreExactlyPositiveZero(Optimizer optimizer) {
    Random random = new Random(SEED);
    Graph graph = graph();
    Parameters p = Networks.parameters(graph, random);
    Updater updater = new Updater(optimizer);
    updater.step(p, Networks.parameters(graph, random));
    Slot slot = p.slots().get(0);
    float[] keep = new float[slot.size()];
    for (int i = 0; i < keep.length; i++) {
      keep[i] = i % 3;
    }
    updater.mask(slot, keep);
    for (int t = 0; t < 3; t++) {
      updater.step(p, Networks.parameters(graph, random));
      for (int i = 0; i < keep.length; i++) {
        boolean zero = Float.floatToRawIntBits(p.get(slot)[i]) == 0;
        assertEquals(keep[i] == 0, zero, "value " + i);
      }
    }
    updater.clearMasks();
    updater.step(p, Networks.parameters(graph, random));
    assertTrue(p.get(slot)[0] != 0);
  }

  @Test
  void refusesAMaskOfAnotherLength() {
    Updater updater = new Updater(Sgd.plain(1));
    Slot slot = new Slot("a", Role.WEIGHT, List.of(2, 3));
    assertThrows(IllegalArgumentException.class, () -> updater.mask(slot, new float[5]));
  }

  @Test
  void refusesRatesOutOfRange() {
    assertThrows(IllegalArgumentException.class, () -> Sgd.plain(0));
    assertThrows(IllegalArgumentException.class, () -> new Sgd(0.1, 1, false, 0));
    assertThrows(IllegalArgumentException.class, () -> new Adam(0.1, 0.9, 0.9, 0, 0));
  }
}
