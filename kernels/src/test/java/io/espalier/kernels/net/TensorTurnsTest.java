package io.espalier.kernels.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;

import io.espalier.kernels.simd.NetKernels;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How many arrays of activations an inference holds. */
class TensorTurnsTest {
  private static final Convolution SAME = new Convolution(8, Window.square(3).pad(1), Bias.PRESENT);

  private static Assembly assembly(List<Node> nodes) {
    Graph graph = new Graph(new Shape(6, 6, 8), nodes);
    return new Assembly(graph, Assembly.Mode.INFERENCE, 8, NetKernels.fastest(), null, null);
  }

  private static int arrays(Assembly assembly, List<Node> nodes) {
    Set<float[]> arrays = Collections.newSetFromMap(new IdentityHashMap<>());
    nodes.stream()
        .filter(node -> node.layer() instanceof Convolution)
        .forEach(node -> arrays.add(assembly.tensor(node.name()).values()));
    return arrays.size();
  }

  @Test
  void aChainOfTwentyTakesTurnsInTwo() {
    List<Node> nodes = new ArrayList<>();
    String last = Graph.INPUT;
    for (int i = 0; i < 20; i++) {
      nodes.add(new Node("c" + i, SAME, last));
      last = "c" + i;
    }
    nodes.add(new Node("mean", new GlobalPooling(Pooling.Kind.AVERAGE), last));
    // The last one's has no halo: no convolution reads it.
    assertEquals(3, arrays(assembly(nodes), nodes));
  }

  @Test
  void aShortcutKeepsItsArrayUntilItIsAdded() {
    List<Node> nodes =
        List.of(
            new Node("a", SAME, Graph.INPUT),
            new Node("b", SAME, "a"),
            new Node("c", SAME, "b"),
            new Node("d", SAME, "c"),
            new Node("sum", new Add(), "d", "a"),
            new Node("mean", new GlobalPooling(Pooling.Kind.AVERAGE), "sum"));
    Assembly assembly = assembly(nodes);
    for (String other : List.of("b", "c", "d")) {
      assertNotSame(assembly.tensor("a").values(), assembly.tensor(other).values(), other);
    }
    assertEquals(4, arrays(assembly, nodes));
  }

  @Test
  void channelsThatAConvolutionPicksItselfStayUntilItHas() {
    List<Node> nodes =
        List.of(
            new Node("a", SAME, Graph.INPUT),
            new Node("pick", new Gather(List.of(7, 6, 5, 4, 3, 2, 1, 0)), "a"),
            new Node("b", SAME, "pick"),
            new Node("c", SAME, "b"),
            new Node("mean", new GlobalPooling(Pooling.Kind.AVERAGE), "c"));
    Assembly assembly = assembly(nodes);
    assertNotSame(assembly.tensor("a").values(), assembly.tensor("b").values());
  }
}
