package io.espalier.kernels.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConstantWeightsTest {
  private static final Convolution SHORTCUT =
      new Convolution(4, Window.square(1), 1, Bias.ABSENT, Weights.CONSTANT);

  private static Graph graph() {
    return new Graph(
        new Shape(2, 2, 2),
        List.of(
            new Node("conv", new Convolution(4, Window.square(1), Bias.PRESENT), Graph.INPUT),
            new Node("short", SHORTCUT, Graph.INPUT),
            new Node("sum", new Add(), "conv", "short"),
            new Node("pool", new GlobalPooling(Pooling.Kind.AVERAGE), "sum"),
            new Node("fc", new Dense(3, Bias.PRESENT), "pool")));
  }

  @Test
  void constantWeightsAreHeldButNeitherCountedNorTrainedNorNamed() {
    Graph graph = graph();
    Parameters parameters = Parameters.zeros(graph);
    assertEquals(List.of("conv", "fc"), graph.weighted());
    assertTrue(parameters.has("short", Role.CONSTANT_WEIGHT));
    assertFalse(parameters.has("short", Role.WEIGHT));
    assertFalse(Role.CONSTANT_WEIGHT.isTrained());
    assertFalse(Role.CONSTANT_WEIGHT.isCounted());
    assertEquals(4 * 2 + 4 + 3 * 4 + 3, parameters.trainedCount());
    assertEquals(0, graph.macs("short"));
  }

  @Test
  void constantWeightsHaveNoBias() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new Convolution(4, Window.square(1), 1, Bias.PRESENT, Weights.CONSTANT));
  }
}
