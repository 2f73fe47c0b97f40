package io.espalier.compression.structure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.kernels.net.Activation;
import io.espalier.kernels.net.Add;
import io.espalier.kernels.net.BatchNorm;
import io.espalier.kernels.net.Bias;
import io.espalier.kernels.net.Convolution;
import io.espalier.kernels.net.Dense;
import io.espalier.kernels.net.Flatten;
import io.espalier.kernels.net.GlobalPooling;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Layer;
import io.espalier.kernels.net.LocalResponseNorm;
import io.espalier.kernels.net.Node;
import io.espalier.kernels.net.Pooling;
import io.espalier.kernels.net.Shape;
import io.espalier.kernels.net.Window;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChannelGroupsTest {
  private static final int[] VGG16 = {
    64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512
  };

  /** VGG-16 for 32 × 32 images with a hidden layer of 512, as Li et al. 2017 have it. */
  private static Graph vgg16() {
    Map<String, Layer> layers = new LinkedHashMap<>();
    for (int i = 1; i <= VGG16.length; i++) {
      layers.put("conv" + i, new Convolution(VGG16[i - 1], Window.square(3).pad(1), Bias.PRESENT));
      layers.put("bn" + i, new BatchNorm(1e-5, 0.9));
      layers.put("relu" + i, Activation.relu());
      if (List.of(2, 4, 7, 10, 13).contains(i)) {
        layers.put("pool" + i, Pooling.max(2));
      }
    }
    layers.put("flat", new Flatten());
    layers.put("fc1", new Dense(512, Bias.PRESENT));
    layers.put("relu", Activation.relu());
    layers.put("fc2", new Dense(10, Bias.PRESENT));
    return Graph.chain(new Shape(32, 32, 3), layers);
  }

  private static long trained(Graph graph) {
    return graph.slots().stream()
        .filter(slot -> slot.role().isTrained())
        .mapToLong(slot -> slot.size())
        .sum();
  }

  @Test
  void thePublishedRecipeLeavesWhatWasPublished() {
    Graph graph = vgg16();
    ChannelGroups groups = ChannelGroups.of(graph);
    BitSet removed = new BitSet();
    for (ChannelGroups.Group group : groups.groups()) {
      String layer = group.layers().get(0);
      int number = layer.startsWith("conv") ? Integer.parseInt(layer.substring(4)) : 0;
      int gone = number == 1 ? 32 : number >= 8 ? 256 : 0;
      group.units().subList(0, gone).forEach(unit -> removed.set(unit.number()));
    }
    Graph smaller = Cut.of(groups, removed).graph();
    assertEquals("34.2", percent(graph.macs(), smaller.macs()));
    assertEquals("64.0", percent(trained(graph), trained(smaller)));
    assertEquals(313_463_808, graph.macs());
  }

  private static String percent(long before, long after) {
    return String.format(java.util.Locale.ROOT, "%.1f", 100.0 * (before - after) / before);
  }

  @Test
  void termsOfAnAdditionAreOneGroupAndTheOutputStaysWhole() {
    Convolution three = new Convolution(4, Window.square(3).pad(1), Bias.ABSENT);
    Graph graph =
        new Graph(
            new Shape(4, 4, 2),
            List.of(
                new Node("stem", three, Graph.INPUT),
                new Node("inner", new Convolution(7, Window.square(1), Bias.ABSENT), "stem"),
                new Node("outer", three, "inner"),
                new Node("sum", new Add(), "outer", "stem"),
                new Node("flat", new Flatten(), "sum"),
                new Node("fc", new Dense(3, Bias.PRESENT), "flat")));
    ChannelGroups groups = ChannelGroups.of(graph);
    assertEquals(
        List.of(List.of("stem", "outer"), List.of("inner")),
        groups.groups().stream().map(ChannelGroups.Group::layers).toList());
    assertEquals(4, groups.groups().get(0).units().size());
    assertEquals(7, groups.groups().get(1).units().size());
    assertEquals(Map.of("fc", "gives the network's outputs"), groups.whole());
  }

  @Test
  void aConvolutionInGroupsIsNamed() {
    Graph graph =
        new Graph(
            new Shape(4, 4, 2),
            List.of(
                new Node("a", new Convolution(4, Window.square(1), Bias.ABSENT), Graph.INPUT),
                new Node("b", new Convolution(4, Window.square(1), 2, Bias.ABSENT), "a"),
                new Node("flat", new Flatten(), "b"),
                new Node("fc", new Dense(3, Bias.PRESENT), "flat")));
    ChannelGroups groups = ChannelGroups.of(graph);
    assertTrue(groups.groups().isEmpty());
    assertEquals("is an end of the grouped convolution 'b'", groups.whole().get("a"));
  }

  @Test
  void channelsNormalisedWithTheirNeighboursStay() {
    Graph graph =
        new Graph(
            new Shape(4, 4, 3),
            List.of(
                new Node("a", new Convolution(6, Window.square(1), Bias.PRESENT), Graph.INPUT),
                new Node("norm", new LocalResponseNorm(5, 1e-4, 0.75, 2), "a"),
                new Node("pool", new GlobalPooling(Pooling.Kind.AVERAGE), "norm"),
                new Node("head", new Dense(2, Bias.PRESENT), "pool")));
    assertEquals(
        "is normalised with its neighbours by 'norm'", ChannelGroups.of(graph).whole().get("a"));
  }
}
