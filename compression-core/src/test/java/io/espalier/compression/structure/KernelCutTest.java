package io.espalier.compression.structure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.kernels.net.Bias;
import io.espalier.kernels.net.Convolution;
import io.espalier.kernels.net.GlobalPooling;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Initializer;
import io.espalier.kernels.net.Layer;
import io.espalier.kernels.net.Node;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Pooling;
import io.espalier.kernels.net.Program;
import io.espalier.kernels.net.Role;
import io.espalier.kernels.net.Shape;
import io.espalier.kernels.net.Window;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KernelCutTest {
  private static final long SEED = 20_261_126;
  private static final int IMAGES = 3;

  /** Six by six channels in three groups at one half: 18 of 36 kernels, half the products. */
  @Test
  void sixBySixInThreeGroupsKeepEighteenKernels() {
    Map<String, Layer> layers = new LinkedHashMap<>();
    layers.put("conv", new Convolution(6, Window.square(3).pad(1), Bias.PRESENT));
    layers.put("mean", new GlobalPooling(Pooling.Kind.AVERAGE));
    Graph graph = Graph.chain(new Shape(7, 5, 6), layers);
    Parameters parameters = Initializer.HE.draw(graph, SEED);
    KernelGroups groups =
        KernelGroups.of(
            parameters.get("conv", Role.WEIGHT), 6, 6, 3, 3, Clustering.BALANCED_K_MEANS, 2, 1);
    KernelCut cut = KernelCut.of(graph, Map.of("conv", groups));
    assertEquals(18 * 9, cut.of(parameters).get("conv", Role.WEIGHT).length);
    assertEquals(2.0, (double) graph.macs() / cut.graph().macs());
    checkEqual(graph, parameters, cut, new SplittableRandom(SEED), "six by six");
  }

  @Test
  void groupsGiveWhatTheMaskedNetworkGives() {
    int cuts = 0;
    for (int i = 0; i < 120; i++) {
      SplittableRandom random = new SplittableRandom(SEED + i);
      Graph graph = RandomNetworks.draw(random);
      Parameters parameters = RandomNetworks.parameters(graph, random);
      KernelCut cut = cut(graph, parameters, random);
      checkEqual(graph, parameters, cut, random, "seed " + (SEED + i));
      cuts += cut.layers().size();
    }
    assertTrue(cuts > 300, "layers cut: " + cuts);
  }

  /** What no group reads can go as a channel, and the smaller network still agrees. */
  @Test
  void channelsGoOutOfANetworkInGroups() {
    int removed = 0;
    for (int i = 0; i < 60; i++) {
      SplittableRandom random = new SplittableRandom(SEED + 1000 + i);
      Graph graph = RandomNetworks.draw(random);
      Parameters parameters = RandomNetworks.parameters(graph, random);
      KernelCut kernels = cut(graph, parameters, random);
      String label = "seed " + (SEED + 1000 + i);
      removed += CutTest.check(kernels.graph(), kernels.of(parameters), random, label);
    }
    assertTrue(removed > 50, "channels removed: " + removed);
  }

  static KernelCut cut(Graph graph, Parameters parameters, SplittableRandom random) {
    Map<String, KernelGroups> layers = new LinkedHashMap<>();
    for (String name : graph.weighted()) {
      Node node = graph.node(name);
      if (node.layer() instanceof Convolution c && c.groups() == 1 && random.nextInt(4) > 0) {
        int in = graph.inputShapes(node).get(0).channels();
        int[] divisors = IntStream.rangeClosed(1, c.out()).filter(n -> c.out() % n == 0).toArray();
        Clustering clustering = Clustering.values()[random.nextInt(Clustering.values().length)];
        layers.put(
            name,
            KernelGroups.of(
                parameters.get(name, Role.WEIGHT),
                c.out(),
                in,
                divisors[random.nextInt(divisors.length)],
                1 + random.nextInt(in),
                clustering,
                1 + random.nextInt(2),
                random.nextLong()));
      }
    }
    return KernelCut.of(graph, layers);
  }

  private static void checkEqual(
      Graph graph, Parameters parameters, KernelCut cut, SplittableRandom random, String label) {
    float[] images = images(graph, random);
    float[] expected = infer(graph, masked(graph, parameters, cut.layers()), images);
    float[] actual = infer(cut.graph(), cut.of(parameters), images);
    double greatest = 1;
    for (float value : expected) {
      greatest = Math.max(greatest, Math.abs(value));
    }
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], 1e-5 * greatest, label + " logit " + i);
    }
    long macs = graph.macs();
    for (Map.Entry<String, KernelGroups> layer : cut.layers().entrySet()) {
      int in = graph.inputShapes(graph.node(layer.getKey())).get(0).channels();
      long before = graph.macs(layer.getKey());
      macs += before / in * layer.getValue().inputs().get(0).size() - before;
    }
    assertEquals(macs, cut.graph().macs(), label);
  }

  /** The whole network with zeros for the kernels that go, found kernel by kernel. */
  private static Parameters masked(
      Graph graph, Parameters source, Map<String, KernelGroups> layers) {
    Parameters masked = source.copy();
    layers.forEach(
        (name, groups) -> {
          int in = graph.inputShapes(graph.node(name)).get(0).channels();
          float[] weights = masked.get(name, Role.WEIGHT);
          int each = weights.length / graph.shape(name).channels();
          for (int i = 0; i < weights.length; i++) {
            int out = i / each;
            int group =
                IntStream.range(0, groups.count())
                    .filter(g -> groups.outputs().get(g).contains(out))
                    .findFirst()
                    .orElseThrow();
            if (!groups.inputs().get(group).contains(i % in)) {
              weights[i] = 0;
            }
          }
        });
    return masked;
  }

  @Test
  void kMeansFindsClustersThatAreThere() {
    // Filters of cluster k are strong on inputs 2k and 2k + 1; clusters are dealt out in turn.
    int groups = 4;
    int out = 32;
    int in = 8;
    SplittableRandom random = new SplittableRandom(SEED);
    float[] weights = new float[out * 9 * in];
    for (int i = 0; i < weights.length; i++) {
      boolean strong = i % in / 2 == i / (9 * in) % groups;
      weights[i] = (float) (random.nextGaussian() * (strong ? 1 : 0.01));
    }
    for (int p = 1; p <= 2; p++) {
      KernelGroups found =
          KernelGroups.of(weights, out, in, groups, 2, Clustering.BALANCED_K_MEANS, p, 5);
      for (int g = 0; g < groups; g++) {
        int kind = found.outputs().get(g).get(0) % groups;
        assertEquals(List.of(2 * kind, 2 * kind + 1), found.inputs().get(g));
        assertEquals(out / groups, found.outputs().get(g).size());
        assertTrue(found.outputs().get(g).stream().allMatch(o -> o % groups == kind));
      }
    }
  }

  @Test
  void everyClusteringDealsOutEachOutputOnce() {
    for (long seed = SEED; seed < SEED + 40; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int groups = 1 + random.nextInt(6);
      int out = groups * (1 + random.nextInt(7));
      int in = 1 + random.nextInt(9);
      int kept = 1 + random.nextInt(in);
      float[] weights = new float[out * 4 * in];
      for (int i = 0; i < weights.length; i++) {
        weights[i] = random.nextInt(3) == 0 ? 0 : (float) random.nextGaussian();
      }
      for (Clustering clustering : Clustering.values()) {
        KernelGroups chosen = KernelGroups.of(weights, out, in, groups, kept, clustering, 2, seed);
        assertEquals(chosen, KernelGroups.of(weights, out, in, groups, kept, clustering, 2, seed));
        int[] order = chosen.order();
        Arrays.sort(order);
        assertArrayEquals(IntStream.range(0, out).toArray(), order, clustering + " " + seed);
        for (List<Integer> inputs : chosen.inputs()) {
          assertEquals(kept, new TreeSet<>(inputs).size());
        }
        if (clustering == Clustering.IN_ORDER) {
          assertTrue(chosen.isInOrder());
        }
      }
    }
  }

  private static float[] images(Graph graph, SplittableRandom random) {
    float[] images = new float[IMAGES * graph.input().volume()];
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) random.nextDouble();
    }
    return images;
  }

  private static float[] infer(Graph graph, Parameters parameters, float[] images) {
    Program program = Program.inference(graph, IMAGES);
    program.load(parameters);
    return program.infer(images, 0, IMAGES).clone();
  }
}
