package io.espalier.compression.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.compression.config.ConfigReader;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Role;
import io.espalier.kernels.net.Shape;
import io.espalier.kernels.net.Slot;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Published counts of parameters and multiply-accumulates. */
class ZooTest {
  private static final Shape SMALL = new Shape(32, 32, 3);
  private static final Shape LARGE = new Shape(224, 224, 3);

  private static ModelSource model(String text) {
    return ConfigReader.parse(text, ModelSource.class);
  }

  private static long count(Graph graph, List<Role> roles) {
    return graph.slots().stream()
        .filter(slot -> roles.contains(slot.role()))
        .mapToLong(Slot::size)
        .sum();
  }

  private static long weights(Graph graph) {
    return count(graph, List.of(Role.WEIGHT));
  }

  private static long trained(Graph graph) {
    return count(graph, List.of(Role.WEIGHT, Role.BIAS, Role.GAMMA, Role.BETA));
  }

  @Test
  void residualNetworksOfThePaper() {
    Graph resnet20 = model("{ type = resnet }").graph(SMALL, 10);
    assertEquals(268_336, weights(resnet20));
    assertEquals(40.55e6, resnet20.macs(), 0.005e6);
    assertEquals(20, resnet20.weighted().size());
    // Its table 6: 0.27, 0.46 and 0.85 million.
    assertEquals(0.27e6, trained(resnet20), 0.005e6);
    assertEquals(0.46e6, trained(model("{ type = resnet, depth = 32 }").graph(SMALL, 10)), 5e3);
    assertEquals(0.85e6, trained(model("{ type = resnet, depth = 56 }").graph(SMALL, 10)), 6e3);
  }

  @Test
  void shortcutsPickChannelsFromTheMiddle() {
    Parameters start = model("{ type = resnet, depth = 8 }").start(SMALL, 10, 3);
    float[] picks = start.get("layer2.0.shortcut", Role.CONSTANT_WEIGHT);
    float[] expected = new float[32 * 16];
    for (int i = 0; i < 16; i++) {
      expected[(i + 8) * 16 + i] = 1;
    }
    assertArrayEquals(expected, picks);
  }

  @Test
  void vggForSmallImages() {
    Graph vgg16 = model("{ type = vgg16 }").graph(SMALL, 10);
    assertEquals(14.98e6, weights(vgg16), 0.005e6);
    assertEquals(313e6, vgg16.macs(), 1e6);
    Graph vgg19 = model("{ type = vgg19 }").graph(SMALL, 10);
    assertEquals(20.04e6, trained(vgg19), 0.01e6);
    assertEquals(398e6, vgg19.macs(), 1e6);
  }

  @Test
  void networksForLargeImages() {
    Graph vgg16 = model("{ type = vgg16, hidden = [4096, 4096] }").graph(LARGE, 1000);
    assertEquals(138.4e6, trained(vgg16), 0.05e6);
    assertEquals(15.47e9, vgg16.macs(), 0.01e9);
    Graph plain = model("{ type = vgg16, hidden = [4096, 4096], norm = none }").graph(LARGE, 1000);
    // torchvision's vgg16, vgg19 and alexnet.
    assertEquals(138_357_544, trained(plain));
    assertEquals(15.47e9, plain.macs(), 0.01e9);
    Graph vgg19 = model("{ type = vgg19, hidden = [4096, 4096], norm = none }").graph(LARGE, 1000);
    assertEquals(143_667_240, trained(vgg19));
    Graph alexNet = model("{ type = alexnet }").graph(LARGE, 1000);
    assertEquals(61_100_840, trained(alexNet));
    assertEquals(new Shape(6, 6, 256), alexNet.shape("pool5"));
  }

  @Test
  void fullyConnectedNetworks() {
    Graph slimming = model("{ type = mlp, hidden = [500, 300] }").graph(new Shape(28, 28, 1), 10);
    assertEquals(545_000, weights(slimming));
    Graph sfc = model("{ type = mlp, hidden = [256, 256, 256] }").graph(new Shape(28, 28, 1), 10);
    assertEquals(334_336, weights(sfc));
  }

  @Test
  void sizesOutOfRangeAreRefused() {
    assertRefused("{ type = resnet, depth = 21 }", "depth: must be 6 n + 2");
    assertRefused("{ type = mlp, hidden = [0] }", "hidden: sizes must be at least 1");
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> model("{ type = vgg16 }").graph(new Shape(28, 28, 1), 10))
            .getMessage();
    assertTrue(message.contains("'pool5'"), message);
  }

  private static void assertRefused(String text, String message) {
    String found = assertThrows(RuntimeException.class, () -> model(text)).getMessage();
    assertTrue(found.contains(message), found);
  }
}
